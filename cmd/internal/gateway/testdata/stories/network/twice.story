# Every webhook comes twice at the same moment: everything happens once.
network duplicates webhooks
wang  calls                 hears "请人到家里来"
wang  presses 1 2 2         hears "陪您聊天"
wang  presses 1             hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了"  gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
advance to 09:30
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"  gets nothing
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您" hangs up
zhang gets "存入2小时"
balance zhang +120
wang     calls              presses 9      hears "正在叫人"
director is rung            hears "紧急"   presses 1 hears "翠湖南路12号3栋201室"
director gets "翠湖南路12号3栋201室"
wang     hears "王主任"     hangs up
director hangs up
ma       lets it ring
advance 10s
director texts "结案 {case} 平安" gets "已结案"
advance 24h
tickets
nobody hears anything more
