# What is put off is not read out for an hour, is told of no more in that
# time, and is still there afterwards. Key 9 is an emergency for staff as well.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
stranger calls               presses 0
advance  3m
stranger hears "打回去"
ma       calls               hears "来电人,回电" presses 3 hears "没有等您办的事了"
ma       presses 1           hears "来电人,回电" presses 2 hears "没有等您办的事了"
ma       presses *           hears "没有等您办的事了"
advance  1m
ma       hears "请听一遍"    hears "再见"
advance  57m
nobody hears anything more
advance  4m
ma       gets "您有1件事过了时间"
ma       calls               presses 1 1         hears "没有等您办的事了"
ma       hangs up
tickets
ma       calls               presses 9           hears "正在叫人"
director is rung             presses 1           hears "小马"
director gets "小马"
ma       hears "王主任"
nobody hears anything more
