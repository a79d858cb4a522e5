# The first answers by machine, the second takes it: being answered is not
# being accepted.
director machine answers
wang     calls               presses 9         hears "正在叫人"
ma       is rung             hears "紧急" hears "翠湖社区"
ma       presses 1           hears "王奶奶" hears "翠湖南路12号3栋201室"
wang     hears "小马"
ma       gets "翠湖南路12号3栋201室"
he       is not rung
sun      is not rung
ma       texts "结案 {case} 平安" gets "已结案"
wang     hangs up
advance 24h
