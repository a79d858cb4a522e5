# Two volunteers take the same request; the first wins, the second is told.
wang  calls                  presses 1 1 2 1 hears "记下了"
wang  hangs up
zhang gets "家务" texts "接 {request}" gets "定了"
liu   gets "家务" texts "接 {request}" gets "已有人接"
chen  gets "家务" texts "BJ {request}" gets "您不去"
yang  texts "接 9999" gets "没有这个编号"
liu   texts "余额" gets "存了"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
zhang gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
nobody hears anything more
