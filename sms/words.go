package sms

import "strings"

// A kind is what a piece of a text does to its meaning.
type kind int

const (
	foreign kind = iota // a word that we do not know
	command             // a word of the grammar
	polite              // harmless everywhere
	wish                // wants, shall, can: not done yet
	day                 // another day than today
	asking              // makes a question
	doubt               // negation, condition, hearsay: whatever it says, it is no order
	unit                // a unit that belongs to no length or time we could read
	number              // digits
	length              // a number of minutes
	clock               // a time of day
)

// A word is one entry of the lexicon.
type word struct {
	kind kind
	verb Verb // of a command, and of the question mark
	manner
}

// A manner says how far a command word can be trusted in a sentence.
type manner struct {
	shy  bool // daily language: a command only where every other word is known
	meek bool // gives way to any other command: "收到,接 235" takes
	near bool // a command only right before a number: "S 2356"
}

var (
	plain  = manner{}
	shy    = manner{shy: true}
	meek   = manner{meek: true}
	letter = manner{shy: true, near: true}
)

// commands are the words of the grammar, with the few others that volunteers
// use for the same thing without being told.
var commands = []struct {
	verb   Verb
	manner manner
	words  string
}{
	{Start, plain, "开始 开工 KS START STARTED KAISHI"},
	{Start, shy, "到了 到达 已到 ARRIVED"},
	{Start, manner{shy: true, meek: true}, "到"},
	{Start, letter, "K S"},
	{Finish, plain, "结束 完成 完工 JS FINISH FINISHED JIESHU"},
	{Finish, shy, "走了 做完了"},
	{Finish, letter, "J F"},
	{Take, plain, "接单 JD TAKE JIEDAN"},
	{Take, shy, "接"},
	{Pass, plain, "不接 不接单 接不了 不能接 BJ PASS"},
	{Late, plain, "晚到 迟到 晚点到 WD LATE"},
	{Late, letter, "晚 迟"},
	{Cancel, plain, "来不了 去不了 不能来 取消 QX DROP QUXIAO"},
	{Undo, plain, "撤销 撤消 CX UNDO"},
	{Undo, shy, "错了 发错了 按错了 打错了"},
	{Hours, meek, "余额 时间 YE HOURS"},
	{Slip, plain, "收条 凭条 SLIP"},
	{Slip, shy, "ST"},
	{Join, plain, "加入 JR JOIN"},
	{Busy, meek, "休息 忙 XX BUSY"},
	{Free, meek, "有空 YK FREE"},
	{Redeem, plain, "兑换 DH REDEEM"},
	{Pay, plain, "兑付 DF PAY"},
	{Help, meek, "帮助 BZ"},
	{Acknowledge, manner{shy: true, meek: true}, "收到"},
	{Acknowledge, shy, "SD ACK"},
	{Resolve, plain, "结案 JA DONE"},
	{Tasks, plain, "工单 GD TODO"},
	{Close, plain, "办结 BW CLOSE"},
	{Reopen, plain, "重开 CK REOPEN"},
}

// carrierWords are the carriers' own, when they stand alone. Next to anything
// else they make a text doubtful: END 2356 might be a finish or an opt-out.
var carrierWords = map[string]Verb{
	"R": OptOut, "T": OptOut, "TD": OptOut, "退订": OptOut, "STOP": OptOut, "CANCEL": OptOut, "END": OptOut,
	"QUIT": OptOut, "UNSUBSCRIBE": OptOut, "START": OptIn, "YES": OptIn, "UNSTOP": OptIn, "HELP": CarrierHelp, "INFO": CarrierHelp,
}

// otherWords are those that are no command, by what they do to one.
var otherWords = []struct {
	kind  kind
	words string
}{
	{polite, `我 我们 俺 您 你 你们 好 您好 你好 大家好 好的 好吧 好嘞 行 嗯 哦 噢 啊 呀 哈 啦 喽 咯 哟 哎 喂 嘿 了 的 地 得 吧 着 来 去
		请 麻烦 麻烦您 麻烦你 帮我 帮忙 帮一下 一下 多谢 谢谢 谢了 谢谢您 谢谢你 感谢 辛苦 辛苦了 拜托 不好意思 对不起 抱歉 不客气 没问题
		没关系 再见 早上好 上午好 中午好 下午好 晚上好 早安 晚安 早 老师 同志 领导 站长 姐 哥 大姐 大哥 主任 小妹 已 已经 现在 刚 刚刚 刚才
		今天 今早 目前 这边 这里 这 那 那个 这个 是我 我是 编号是 号码是 代码是 码是 编号 号码 代码 验证码 服务码 码 号 单 这单 那单 单子 个 服务
		志愿 志愿者 义工 时间银行 陪护 陪聊 陪看病 陪购物 看望 家务 家务事 探访 本次 这次 用时 用了 共 一共 总共 共计 合计 大约 大概 左右 差不多 约
		先 就 也 都 还 和 跟 回 回复 报告 报到 打卡 确认 按时 准时 顺利 一切顺利 愉快 快乐 特别 有点 有一点 在 最近 很 实在 真的 临时 有事
		案号 案件 卡 卡号 格 位 全部 正式 辛苦啦 收工 上门 查 查询 查一下 看看 看一下 还有 剩 剩余 存了 存的 服务时间 时长 服务时长 多长`},
	{polite, `HI HELLO HEY DEAR OK OKAY OKEY THANKS THANK YOU THANKYOU THX TKS TY PLS PLEASE PLZ I IM AM ME MY WE VE HAVE HAS ID
		THE A NOW JUST CODE VISIT NUMBER REQUEST JOB CASE FOR AT HERE AND TO IT IS OF AS SIR MADAM TEACHER GOOD MORNING AFTERNOON
		EVENING BYE ALL WELL TODAY SORRY RUNNING ABOUT AROUND TOTAL BE BY CARD ON OFFICER ARE THIS MINE XIEXIE NIHAO CHECK BALANCE SHOW GOT`},
	{wish, `要 我要 想 想要 会 能 可以 需要 准备 打算 可能 应当 得要 WILL LL WANT WOULD LIKE CAN COULD NEED GOING MAY`},
	{day, `上午 中午 下午 早上 傍晚 晚上 明天 明早 明晚 明儿 后天 大后天 下周 下星期 周一 周二 周三 周四 周五 周六 周日 周末 星期一 星期二 星期三 星期四 星期五 星期六 星期天 星期日
		今晚 TOMORROW TONIGHT MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY`},
	{asking, `吗 么 呢 怎么 怎样 什么 多少 哪 哪里 哪个 谁 几 几点 几号 为什么 为啥 啥 请问 问 问一下 是不是 能不能 可不可以 有没有 多久 HOW WHAT WHATS WHEN WHY WHO WHERE
		WHICH MANY MUCH`},
	{doubt, `没 没有 未 尚未 别 不 不是 不要 不用 勿 无法 忘 忘了 忘记 才 快 快要 快到 马上 立刻 就要 即将 路上 在路上 等 等等 等会 稍等 稍后 一会 一会儿 待会
		待会儿 再 如果 要是 假如 万一 除非 是否 好像 也许 应该 或 或者 还是 是 昨天 昨晚 前天 上次 上周 以后 之后 之前 以前 到家 到家了 回家 回到家 换 改 让 他 她 他们 别人
		测试 例如 比如 假设 请回 请回复 请发 听说 第一 第二 一样 一半 左边 离 差 NOT NO NEVER DONT DIDNT ISNT WASNT CANT CANNOT WONT HAVENT HASNT
		YET IF ALMOST SOON NEARLY WAY LATER BEFORE AFTER SHOULD MAYBE OR BUT TEST YESTERDAY TAKEN INSTEAD WAS WERE`},
	{unit, `点 小时 钟头 分钟 分 刻 半 元 块 块钱 斤 路 路车 米 步 年 月 日 楼 栋 岁 次 天 H HR HRS HOUR MIN MINS MINUTE MINUTES OCLOCK KG USD RMB`},
	{foreign, `迎接 直接 连接 间接 接到 接着 接下来 接送 接人 接电话 接孩子 接老人 刚到家 会议 OUT`},
	// Goods whose names hold a unit.
	{foreign, `大米 小米 糯米 玉米 米线 米粉 点心 分餐`},
	// Real words that are one letter away from a command and mean something else.
	{foreign, `DATE GATE RATE HATE MATE FATE LACE LAKE LANE LAME LAST PLATE MAKE CAKE WAKE FAKE SAKE BAKE TALE TAPE TAME TAKES STAKE PAST PARS MASS
		DROPS CROP PROP UNTO COIN JOINT JOINS JOHN BURY BUST RUBY TREE FRED FREED FLEE GONE NONE BONE TONE ZONE DANE DINE OURS YOURS TOURS
		SKIP SHIP CLIP FLIP SLIM SLAP SLIPS SLID STAR STARS STARE SMART STUART RUSH FISH BACK PACK JACK STOPS`},
}

// lexicon is all of these by word.
var lexicon = readLexicon()

// longestWord is the most bytes a Chinese entry takes.
const longestWord = 3 * 5

func readLexicon() map[string]word {
	m := make(map[string]word)
	for _, row := range otherWords {
		for _, w := range strings.Fields(row.words) {
			m[w] = word{kind: row.kind}
		}
	}
	for w := range carrierWords {
		m[w] = word{kind: doubt}
	}
	for _, row := range commands {
		for _, w := range strings.Fields(row.words) {
			m[w] = word{kind: command, verb: row.verb, manner: row.manner}
		}
	}
	return m
}
