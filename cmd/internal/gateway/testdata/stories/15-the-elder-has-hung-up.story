# The elder hung up before anybody came: the one who accepts is offered to
# ring back, and does.
director lets it ring
wang     calls               presses 9         hears "正在叫人"
wang     hangs up
ma       is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室"
ma       gets "翠湖南路12号3栋201室"
ma       presses 1
wang     is rung
wang     says "我摔倒了"
ma       hears "我摔倒了"
ma       says "我马上到"
wang     hears "我马上到"
ma       hangs up
ma       texts "结案 {case} 平安" gets "已结案"
advance 24h
nobody hears anything more
