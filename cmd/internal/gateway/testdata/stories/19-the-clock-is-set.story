# Somebody sets the clock by an hour, back and forth, in the middle of an
# emergency: the ladder goes on as if nothing were.
director lets it ring
ma       lets it ring
sun      lets it ring
daughter lets it ring
wang     calls               presses 9         hears "正在叫人"
director is rung
advance 10s
clock    -1h
he       is rung             hears "紧急"
director lets it ring
advance 8s
director gets "呼救"
ma       gets "呼救"
he       gets "呼救"
sun      gets "呼救"
clock    +2h
he       presses 1           hears "翠湖南路12号3栋201室"
he       gets "翠湖南路12号3栋201室"
wang     hears "小何"
director hangs up
he       hangs up
wang     hangs up
# Nobody is rung too late or twice, and a visit by the clock is by the clock.
clock    -1h
wang     calls               presses 1 2 1 1   hears "记下了"
wang     hangs up
clock    +1h
zhang    gets "陪聊" texts "接 {request}" gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang     is rung             presses 1 1       hears "再见"
nobody hears anything more
