# Zhang has photographed the card. From home he tells the right cells, and
# nobody can see that; but the card is replaced now and then, and then he tells
# what stood on the old one. Twice is no chance: the director is shown it.
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
advance to 14:30
zhang gets "提醒"
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code} {card}"   gets "存入2小时"
balance zhang +120
wang  is rung               presses 1 1 hears "谢谢您"
signals
card wang replaced
advance to 09:00
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "到了看冰箱卡第"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 14:33
zhang gets "提醒"
zhang texts "KS {code} {old}"    gets "格里的数不对"
signals
zhang texts "KS {code} {old}"    gets "格里的数不对"
signals old-card
tickets signal
director texts "GD"          gets "看异常,小张"
director texts "BW {ticket} 家里挂的是新卡" gets "办结了"
zhang texts "KS {code}"          gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code}"          gets "已结束"
balance zhang +0
wang  is rung               presses 2 hears "先不记时间"
zhang gets "先不入账"
tickets not-right
nobody hears anything more
