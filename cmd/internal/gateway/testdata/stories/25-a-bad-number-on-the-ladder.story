# All decline, and nobody has the son's number: each time the next one is rung
# at once.
director declines
ma       declines
he       declines
sun      declines
li       calls               presses 9         hears "正在叫人"
li       hangs up
advance 10s
room     is rung             hears "紧急"      presses 1 hears "文林街35号1栋602室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
advance 9m
room     is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
