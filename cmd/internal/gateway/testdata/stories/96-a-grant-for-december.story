# Grandma Wang is eighty-five. Two coordinators put twenty hours into the fund; on
# the first of December she and the others of that age are given four each, which
# pay for the visits that they receive.
enrol 钱主任 coordinator stranger
grant opening 20h director stranger
advance 192h
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 13:30
zhang gets "提醒"
advance to 14:30
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时,共2小时"
paid 1 own 0 granted 120 pool 0
advance 1m
wang  calls                 presses 3 5 hears "给您的补助,用了两小时" hears "您还有补助,两小时"
wang  hangs up
tickets
nobody hears anything more
