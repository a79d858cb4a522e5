# Liu goes with Zhang, who has made a visit. Wang wants another time, and both
# hear of it; afterwards one call asks about both, and each has hours.
wang  calls                  presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊" texts "接 {request}" gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung presses 1 hears "小张" presses 1 hears "再见"
advance to 17:30
zhang gets "提醒"
wang  is rung presses 1 hears "小张" presses 1 hears "再见"
advance to 08:30
zhang gets "提醒"
advance to 09:30
zhang texts "KS {code}" gets "已开始"
advance 2h
zhang texts "JS {code}" gets "已结束"
wang  is rung hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
advance 10s
wang  calls                  presses 1 1 2 1 hears "记下了"
wang  hangs up
liu   gets "家务" texts "接 {request}" gets "您头一次去,正在找人陪您"
zhang gets "家务" gets "请陪新人去:家务" texts "接 {request}" gets "定了:家务" gets "翠湖南路"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
liu   gets "小张陪您去" gets "定了:家务" gets "翠湖南路"
wang  is rung presses 1 hears "小刘和小张" hears "小刘来" presses 2 hears "另外约时间"
tickets inconvenient
advance 1m
visit ma moves 2 "2026-11-25 15:00"
tickets
liu   gets "改到明天15:00"
zhang gets "改到明天15:00"
wang  is rung presses 1 hears "小刘和小张" hears "明天下午三点" presses 1 hears "再见"
advance 1m
wang  calls presses 3 hears "这次来两个人,小刘和小张" hears "小刘来做家务事"
wang  hangs up
advance to 17:30
zhang gets "提醒:明天15:00"
liu   gets "提醒:明天15:00"
wang  is rung presses 1 hears "小刘和小张" presses 1 hears "再见"
advance to 14:00
zhang gets "提醒"
liu   gets "提醒"
advance to 15:00
liu   texts "KS {code}" gets "已开始"
zhang texts "KS {code}" gets "已开始"
advance 110m
zhang texts "JS {code}" gets "已结束"
advance 10m
liu   texts "JS {code}" gets "已结束"
wang  is rung hears "小张来了,待了一小时四十五分钟" hears "小刘也来了,待了两小时" presses 1 1 hears "谢谢您"
zhang gets "存入1小时45分钟"
liu   gets "存入2小时"
balance zhang +225
balance liu +120
advance 90h
tickets
nobody hears anything more
