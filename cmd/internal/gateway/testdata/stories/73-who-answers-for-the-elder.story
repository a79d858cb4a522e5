# Somebody answers Grandma Wang's telephone after each visit before a word can be
# heard, and presses 1: five times, whatever she would have said. Grandpa Li,
# who listens first, is as satisfied, and nothing is odd about Liu.
chen  texts "休息"           gets "休息"
yang  texts "休息"           gets "休息"
zhou  texts "休息"           gets "休息"
mei   texts "BUSY"           gets "have a rest"
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
liu   gets "看望"
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"
liu   gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:00
zhang texts "KS {code}"     gets "已开始"
liu   gets "提醒"
advance 30m
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               presses 1 at once presses 1 hears "谢谢您"
zhang gets "存入30分钟"
advance to 15:04
liu   texts "KS {code}"     gets "已开始"
advance 34m
liu   texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               hears "小刘来了" 
advance 8s
li    presses 1 1 hears "谢谢您"
liu   gets "存入30分钟"
signals
advance to 09:00
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
liu   gets "看望"
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"
liu   gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:01
zhang texts "KS {code}"     gets "已开始"
liu   gets "提醒"
advance 31m
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               presses 1 at once presses 1 hears "谢谢您"
zhang gets "存入30分钟"
advance to 15:03
liu   texts "KS {code}"     gets "已开始"
advance 33m
liu   texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               hears "小刘来了" 
advance 8s
li    presses 1 1 hears "谢谢您"
liu   gets "存入30分钟"
signals
advance to 09:00
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
liu   gets "看望"
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"
liu   gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:02
zhang texts "KS {code}"     gets "已开始"
liu   gets "提醒"
advance 32m
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               presses 1 at once presses 1 hears "谢谢您"
zhang gets "存入30分钟"
advance to 15:02
liu   texts "KS {code}"     gets "已开始"
advance 32m
liu   texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               hears "小刘来了" 
advance 8s
li    presses 1 1 hears "谢谢您"
liu   gets "存入30分钟"
signals
advance to 09:00
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
liu   gets "看望"
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"
liu   gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:03
zhang texts "KS {code}"     gets "已开始"
liu   gets "提醒"
advance 33m
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               presses 1 at once presses 1 hears "谢谢您"
zhang gets "存入30分钟"
advance to 15:01
liu   texts "KS {code}"     gets "已开始"
advance 31m
liu   texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               hears "小刘来了" 
advance 8s
li    presses 1 1 hears "谢谢您"
liu   gets "存入30分钟"
signals
advance to 09:00
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
liu   gets "看望"
zhang gets "看望"       texts "接 {request} 14:00"  gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
li    calls                 presses 1 1 3 1 1 hears "记下了"
li    hangs up
zhang gets "看望"
liu   gets "看望"       texts "接 {request} 15:00"  gets "定了" gets "文林街"
li    is rung               presses 1 1 hears "再见"
advance to 13:00
zhang gets "提醒"
advance to 14:04
zhang texts "KS {code}"     gets "已开始"
liu   gets "提醒"
advance 34m
zhang texts "JS {code}"     gets "已结束"
advance 2m
wang  is rung               presses 1 at once presses 1 hears "谢谢您"
zhang gets "存入30分钟"
advance to 15:00
liu   texts "KS {code}"     gets "已开始"
advance 30m
liu   texts "JS {code}"     gets "已结束"
advance 2m
li    is rung               hears "小刘来了" 
advance 8s
li    presses 1 1 hears "谢谢您"
liu   gets "存入30分钟"
signals
advance to 06:01
signals quick-keys
tickets signal
director texts "GD"          gets "看异常,小张"
director texts "BW {ticket} 上门问过王奶奶" gets "办结了"
advance 96h
signals quick-keys
nobody hears anything more
