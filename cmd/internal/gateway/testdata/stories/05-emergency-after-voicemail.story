# The first answers by machine, the second takes it: being answered is not
# being accepted. After ten minutes all is well.
director machine answers
wang     calls               presses 9         hears "正在叫人"
ma       is rung             hears "紧急" hears "翠湖社区"
ma       presses 1           hears "王奶奶" hears "翠湖南路12号3栋201室"
wang     hears "小马"
ma       gets "翠湖南路12号3栋201室"
ma       hangs up
wang     hangs up
ma       lets it ring
he       is not rung
sun      is not rung
advance 9m
ma       is rung             hears "翠湖社区"  hears "平安" presses 1 hears "记下了,老人平安"
advance 24h
nobody hears anything more
