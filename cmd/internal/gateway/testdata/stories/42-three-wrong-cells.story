# Whoever tells wrong cells again and again may be sitting at home: from the
# third on only the code counts, the elder is asked, and a coordinator is shown it.
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
zhang texts "KS {code} {wrong}"  gets "格里的数不对"
zhang texts "KS {code} {wrong}"  gets "格里的数不对"
signals
zhang texts "KS {code} {wrong}"  gets "格里的数没对上"
signals wrong-cells
advance 2h
zhang texts "JS {code}"          gets "格里的数没对上"
balance zhang +0
wang  is rung               presses 2 hears "先不记时间"
zhang gets "先不入账"
balance zhang +0
tickets signal not-right
nobody hears anything more
