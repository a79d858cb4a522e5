# Zhang has made a visit; Liu has not, so Zhang goes along, and Wang hears both names.
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
wang  is rung presses 1 hears "这次来两个人,小刘和小张" hears "小刘来" presses 1 hears "再见"
nobody hears anything more
