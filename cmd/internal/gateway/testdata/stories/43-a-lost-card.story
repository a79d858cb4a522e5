# The card got lost; a new one hangs there before Zhang comes, and the old one
# proves nothing any more.
card wang
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "到了看冰箱卡第"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance 1h
card wang replaced
advance to 14:30
zhang gets "提醒"
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 30m
card wang replaced
advance 90m
zhang texts "JS {code} {card}"   gets "存入2小时"
balance zhang +120
signals
wang  is rung               presses 1 1 hears "谢谢您"
tickets
advance 96h
nobody hears anything more
