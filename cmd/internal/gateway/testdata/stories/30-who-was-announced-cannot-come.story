# Wang was told of Zhang. He cannot come: she hears it, and then who comes in his place.
wang  calls                  presses 1 2 2 1 hears "记下了"
wang  hangs up
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
zhang gets "陪聊" texts "接 {request}" gets "定了" gets "翠湖南路"
wang  is rung presses 1 hears "小张来陪您聊天" presses 1 hears "再见"
advance 3h
zhang texts "QX {code}" gets "已取消"
liu   gets "原定的人去不了"
chen  gets "原定的人去不了"
yang  gets "原定的人去不了"
zhou  gets "原定的人去不了"
mei   gets "fell out"
wang  is rung hears "王奶奶家吗" presses 1 hears "小张来不了" hears "我们正在找"
advance 1m
liu   texts "接 {request}" gets "定了" gets "翠湖南路"
wang  is rung presses 1 hears "小张来不了,换了人" hears "明天上午九点半,小刘来陪您聊天" presses 1 hears "再见"
advance 10s
wang  calls                  presses 3 hears "小刘"
wang  hangs up
zhang texts "接 {request}" gets "已有人接"
advance 3h
nobody hears anything more
