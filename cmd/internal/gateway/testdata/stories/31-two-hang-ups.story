# Twice she hangs up without a key. The machine asks how she is: she presses 9.
wang     calls               hears "请按9"
wang     hangs up
advance 5m
wang     calls               hears "请按9"
wang     hangs up
director is not rung
wang     is rung             hears "没有按键"  presses 9 hears "正在叫人"
wang     hangs up
ma       lets it ring
director is rung             hears "老人呼救"  presses 1 hears "翠湖南路12号3栋201室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
director gets "翠湖南路12号3栋201室"
advance 9m
director is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
