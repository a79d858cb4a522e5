# No status ever comes: calls are looked up, and nobody is rung or paid twice.
network loses status
wang  calls                 presses 1 2 2 1    hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了"  gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
advance to 09:30
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
advance 30m
balance zhang +120
tickets
nobody hears anything more
