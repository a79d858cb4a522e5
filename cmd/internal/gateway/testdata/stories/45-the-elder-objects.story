# The hours were stored on the evidence. Grandma Wang misses the first call,
# and says in the second that it was not so: they go back, and a person rings.
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
wang  lets it ring
advance 62m
wang  is rung               presses 2 hears "有人会打电话给您"
zhang gets "先退回2小时"
balance zhang -120
tickets not-right
zhang texts "CX {code}"     gets "不能撤销"
advance 20h
balance zhang +0
nobody hears anything more
