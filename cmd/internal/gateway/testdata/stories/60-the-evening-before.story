# The evening before, both are reminded: the elder by telephone, the volunteer
# by text. An hour before he is reminded once more.
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 hears "明天" presses 1 hears "再见"
nobody hears anything more
advance to 17:30
zhang gets "提醒:明天9:30陪聊"
wang  is rung               hears "王奶奶家吗"  presses 1 hears "明天" hears "先说" presses 1 hears "再见"
nobody hears anything more
advance 15h
zhang gets "提醒:今天9:30陪聊"
advance to 09:30
zhang texts "KS {code}"     gets "已开始"
advance to 11:30
zhang texts "JS {code}"     gets "已结束"
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
nobody hears anything more
advance 24h
nobody hears anything more
tickets
nobody hears anything more
