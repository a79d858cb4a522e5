# Zhang is with Grandma Wang, and texts that he is with Grandpa Li. As he goes
# he says so from her telephone: the hours of her visit are not stored, for he was
# elsewhere at that time; in the morning the director is shown it, and two of the
# staff put both right.
liu   texts "休息"           gets "休息"
chen  texts "休息"           gets "休息"
yang  texts "休息"           gets "休息"
zhou  texts "休息"           gets "休息"
mei   texts "BUSY"           gets "have a rest"
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:00
zhang gets "提醒"
advance to 14:01
zhang texts "KS {code}"     gets "已开始"
advance 10m
zhang texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               presses 1 1 hears "谢谢您"
zhang gets "存入15分钟"
balance zhang +15
wang  calls                 presses * 2 {visit} hears "打电话"
wang  hangs up
zhang gets "时间要核对"
balance zhang +0
tickets review
signals
advance to 06:01
signals overlapping
tickets review signal
visit ma corrects 2 0
visit he corrects 2 0
balance zhang -15
visit ma corrects 1 15
visit he corrects 1 15
balance zhang +15
advance to 09:00
zhang gets "用了15分钟,还有0小时" gets "存入15分钟"
tickets signal
director texts "GD"          gets "看异常,小张"
director texts "BW {ticket} 李爷爷家他没去" gets "办结了"
advance 96h
tickets
signals overlapping
nobody hears anything more
