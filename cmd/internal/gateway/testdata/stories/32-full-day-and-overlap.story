# Zhang has two visits of a morning: the second cannot overlap, and another hour can be named.
wang  calls                  presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊" texts "接 {request} 9点半" gets "定了" gets "翠湖南路"
wang  is rung presses 1 hears "九点半" presses 1 hears "再见"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
advance 10s
wang  calls                  presses 1 1 2 1 hears "记下了"
wang  hangs up
zhang gets "家务" texts "接 {request} 10点" gets "那时您另有约"
zhang texts "接 {request} 11点半" gets "定了" gets "翠湖南路"
liu   gets "家务"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
wang  is rung presses 1 hears "十一点半" presses 1 hears "再见"
nobody hears anything more
