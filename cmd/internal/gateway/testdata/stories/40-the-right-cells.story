# Grandma Wang has a card on her refrigerator: one cell is asked for as Zhang
# comes, and another as he goes. With both the hours are there at once; she is
# rung all the same.
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
advance to 13:30
zhang gets "提醒:今天14:30陪聊"
advance to 14:30
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code} {card}"   gets "存入2小时"
balance zhang +120
signals
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
balance zhang +0
advance 96h
balance zhang +0
tickets
nobody hears anything more
