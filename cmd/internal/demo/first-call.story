# Grandma Wang asks by telephone, Zhang takes it by text, the hours arrive.
wang  calls                 hears "请人到家里来"
wang  presses 1 2 2         hears "陪您聊天"
wang  presses 1             hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"        gets "定了"   gets "翠湖南路"
wang  is rung               hears "王奶奶家吗"
wang  presses 1             hears "进门先说"
wang  presses 1             hears "再见"
advance 24h
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"
wang  is rung               presses 1 1                 hears "谢谢您"
zhang gets "存入2小时"
balance zhang +120
