# Grandma Wang asks by telephone, Zhang takes it by text, the hours arrive.
wang  calls                 hears "请人到家里来"
wang  presses 1 2 2         hears "陪您聊天"
wang  presses 1             hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路12号3栋201室"   gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               hears "王奶奶家吗"     presses 1 hears "明天" hears "先说" presses 1 hears "再见"
nobody hears anything more
advance to 09:30
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"  gets nothing
balance zhang +0
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
balance zhang +120
zhang texts "JS {code}"     gets "已结束"
balance zhang +0
advance 24h
tickets
nobody hears anything more
