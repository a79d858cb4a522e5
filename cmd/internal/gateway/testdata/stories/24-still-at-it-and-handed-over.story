# Twice still at it, then handed over: the next one takes it.
ma       lets it ring
wang     calls               presses 9         hears "正在叫人"
wang     hangs up
director is rung             presses 1         hears "老人已经挂了电话" presses 2 hears "谢谢您"
director gets "翠湖南路12号3栋201室"
advance 9m
director is rung             hears "平安"      presses 2 hears "过一会儿再问您"
advance 9m
director is rung             hears "平安"      presses 2 hears "过一会儿再问您"
advance 9m
director is rung             hears "平安"      presses 3 hears "马上叫别人"
ma       is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
ma       gets "翠湖南路12号3栋201室"
director gets "小马已经接了"
ma       texts "结案 {case} 邻居陪着" gets "已结案"
advance 24h
nobody hears anything more
