# Without a card no cell is asked for; the elder's key decides, as ever. One
# who has a card but cannot show it costs nothing but that.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "到了回 KS"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 14:30
zhang gets "提醒"
card wang
zhang texts "KS {code}"     gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code}"     gets "等老人按键"
balance zhang +0
wang  is rung               presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
balance zhang +120
signals
tickets
advance 96h
nobody hears anything more
