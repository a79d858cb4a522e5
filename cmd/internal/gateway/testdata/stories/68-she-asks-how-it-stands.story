# Nobody takes it. Wang, who calls and asks, hears the truth.
wang  calls                  presses 1 1 2 1 hears "记下了"
wang  hangs up
zhang gets "家务"
liu   gets "家务"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
advance 3h
tickets nobody-took
wang  is rung presses 1 hears "现在没有人能来" hears "社区的人会打电话给您"
advance 1m
wang  calls                  presses 3 hears "现在没有人能来" hears "社区的人会打电话给您" hears "不要了,请按2" presses 2 1 hears "取消了"
wang  hangs up
wang  calls                  presses 3 hears "没有约好的事"
wang  hangs up
nobody hears anything more
