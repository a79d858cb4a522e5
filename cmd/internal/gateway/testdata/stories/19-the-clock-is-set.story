# Somebody sets the clock by an hour, back and forth, in the middle of an
# emergency: the ladder goes on as if nothing were.
director lets it ring
ma       lets it ring
wang     calls               presses 9         hears "正在叫人"
director is rung
advance 10s
clock    -1h
he       is rung             hears "紧急"
clock    +2h
he       presses 1           hears "翠湖南路12号3栋201室"
wang     hears "小何"
he       hangs up
wang     hangs up
# Nobody is rung too late or twice, and a visit by the clock is by the clock.
clock    -1h
wang     calls               presses 1 2 1 1   hears "记下了"
clock    +1h
zhang    texts "接 {request}" gets "定了"
