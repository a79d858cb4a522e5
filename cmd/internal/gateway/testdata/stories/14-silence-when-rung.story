# A silent phone is told nothing about the visit and confirms nothing: it is
# rung again, and then a person sees to it.
wang  calls                 presses 1 2 2 1    hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               hears "王奶奶家吗"
advance 2m
wang hears "请听一遍" hears "再见"
advance 29m
wang  is rung               hears "王奶奶家吗" presses 1 hears "明天"
advance 2m
wang hears "请听一遍" hears "再见"
advance 29m
wang  is rung               hears "王奶奶家吗"
advance 2m
wang hears "再见"
tickets not-announced
director lets it ring
ma       lets it ring
he       lets it ring
room     lets it ring
wang calls                  presses 3 2        hears "不要小张"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1"
advance 3m
wang hears "打回去"
advance to 09:30
zhang gets "提醒:明天" gets "提醒:今天"
ma    gets "回电,王奶奶"
director gets "回电,王奶奶"
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"
wang  is rung               hears "小张来了"
advance 2m
wang hears "请听一遍" hears "再见"
wang lets it ring
balance zhang +0
advance 24h
director gets "没通知到,王奶奶" gets "一直没办" gets "一直没办" gets "一直没办"
balance zhang +0
nobody hears anything more
