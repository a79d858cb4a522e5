# Zhang is rung and cannot come: Wang hears it, somebody else is asked at once,
# and says another word at her door.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 13:30
zhang gets "提醒"
advance to 14:45
zhang gets "还没收到开始"
zhang is rung               presses 2 hears "另找人"
zhang gets "您不去了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 hears "小张来不了"
advance 1m
liu   texts "接 {request}"  gets "定了" gets "翠湖南路12号3栋201室"
wang  is rung               presses 1 hears "小刘" presses 1 hears "再见"
nobody hears anything more
