# A misread cell starts nothing and finishes nothing; the same cell is asked
# for again. Minutes behind the code are taken for a cell, unless they say so.
card wang
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "到了看冰箱卡第"
wang  is rung               presses 1 1 hears "再见"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
advance to 14:30
zhang gets "提醒"
zhang texts "KS {code} {wrong}"  gets "格里的数不对,还没开始"
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code} {wrong}"  gets "格里的数不对,还没结束"
zhang texts "JS {code} {card} 90分钟"  gets "存入1小时30分钟"
balance zhang +90
wang  is rung               presses 1 1 hears "谢谢您"
signals
tickets
advance 96h
nobody hears anything more
