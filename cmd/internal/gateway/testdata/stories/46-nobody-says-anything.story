# Two visits about which Grandma Wang says nothing. The one with cells is final
# after three days; the one without is a coordinator's, and never stored.
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
wang  lets it ring
zhang texts "JS {code} {card}"   gets "存入2小时"
balance zhang +120
advance 90h
balance zhang +0
tickets
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
advance to 14:30
zhang gets "提醒"
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
wang  lets it ring
zhang texts "JS {code}"          gets "等老人按键"
advance 80h
director gets "没问到,王奶奶" gets "没问到,王奶奶" gets "没问到,王奶奶"
balance zhang +0
tickets not-confirmed unanswered
nobody hears anything more
