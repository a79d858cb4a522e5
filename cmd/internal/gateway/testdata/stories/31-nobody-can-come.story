# Nobody takes it: a person gets the task, and Wang hears that one will ring.
wang  calls                  presses 1 1 2 1 hears "记下了"
wang  hangs up
zhang gets "家务" texts "BJ {request}" gets "您不去"
liu   gets "家务" texts "BJ {request}" gets "您不去"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
advance 3h
tickets nobody-took
wang  is rung presses 1 hears "现在没有人能来" hears "社区的人会打电话给您"
chen  texts "接 {request}" gets "已有人接"
advance 12h
nobody hears anything more
