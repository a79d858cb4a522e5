# Nobody can ring back a caller who hides the number, and nobody promises it.
director lets it ring
ma       lets it ring
stranger calls hidden        presses 9         hears "正在叫人"
stranger presses 1           hears "不叫人了"  hears "还要帮忙,再打来"
advance 30m
stranger calls hidden 2      hears "正在叫人"
stranger hangs up
director is rung             hears "紧急"      presses 1 hears "一位老人,地址不明" hears "打不回去"
director gets "电话不明"
advance 9m
director is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
