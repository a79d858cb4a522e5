package prompts

// A manner is how an argument is said. Files name it in args.
type manner string

const (
	asName    manner = "name"    // 王奶奶
	asBank    manner = "bank"    // 翠湖时间银行
	asWord    manner = "word"    // 桂花
	asPlace   manner = "place"   // a community or a street
	asAddress manner = "address" // street, house and door
	asKind    manner = "kind"    // a service as told to the elder: 陪您看病
	asTask    manner = "task"    // the same as told to the volunteer: 陪看病
	asMinutes manner = "minutes" // 三小时三十分钟
	asMoney   manner = "money"   // 十五元
	asCount   manner = "count"   // 两
	asNumber  manner = "number"  // 二三五
	asCode    manner = "code"    // 二,三,五,六
	asKey     manner = "key"     // 1
	asPhone   manner = "phone"   // 一三八…, in groups
	asWhen    manner = "when"    // 明天下午两点半, or 明天 alone if no time is known
	asDay     manner = "day"     // 明天
	asTime    manner = "time"    // 下午两点半
	asWork    manner = "work"    // what a person must do: 回电
	asCaller  manner = "caller"  // a name, or that nobody knows who called
	asReward  manner = "reward"  // what hours become: 两份大米, or money
	asPurpose manner = "purpose" // what hours came from or went to: 换钱
	asReceipt manner = "receipt" // 零零零零,二零五七,幺三零八
	asShort   manner = "short"   // an amount of hours in few letters: 3:30
	asSlip    manner = "slip"    // TB1 … and a signature, as it stands
	asMoves   manner = "moves"   // the last entries of a passbook: 11/23陪聊+1:30
)

// accepts tells which facts can be said in a manner.
var accepts = map[manner]fact{
	asName: aName, asBank: aBank, asWord: aWord,
	asPlace: aPlace, asAddress: aPlace,
	asKind: aKind, asTask: aKind,
	asMinutes: someMinutes, asMoney: someMoney, asCount: aCount,
	asNumber: aNumber | aCode, asCode: aNumber | aCode,
	asKey: aKey, asPhone: aPhone,
	asWhen: aClock | aDay, asDay: aClock | aDay, asTime: aClock | aTime,
	asWork: aWork, asCaller: aName, asReward: aGoods | someMoney,
	asPurpose: aPurpose | aKind, asReceipt: aCode, asShort: someMinutes, asMoves: someMoves, asSlip: aSlip,
}

// A form is where words go: into an ear or onto a small screen.
type form uint8

const (
	spoken form = iota
	written
)

// A tongue is what the program itself must know of a language to say
// amounts, times and codes in it.
type tongue struct {
	// say appends what the manners from minutes to time make of a value that
	// suits them.
	say func(b []byte, m manner, v Value, f form) []byte
	// pace is how many characters are spoken in a second, by pausing marks
	// not counted; breath is the most between two pauses, 0 for no limit.
	pace   float64
	breath int
	gap    string // between two words on a screen
}

// tongues are the languages whose amounts we can say, by base subtag.
var tongues = map[string]tongue{
	"zh":  {say: chinese, pace: 3.2, breath: 18},
	"yue": {say: chinese, pace: 3.2, breath: 18},
	"en":  {say: english, pace: 14, gap: " "},
}
