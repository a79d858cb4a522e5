# Whoever accepted is cut off: she is told, and calls for help again.
wang     calls               presses 9         hears "正在叫人"
ma       lets it ring
director is rung             presses 1         hears "翠湖南路12号3栋201室" presses 1 hears "请说话"
director gets "翠湖南路12号3栋201室"
wang     hears "王主任接了"
advance 5s
director hangs up
wang     hears "电话那头断了" presses 9        hears "还在叫人"
director gets "又在叫人了"
ma       is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室"
ma       gets "翠湖南路12号3栋201室"
wang     hears "小马接了"
director gets "小马已经接了"
director lets it ring
advance 15s
ma       says "我来了"
wang     hears "我来了"
wang     hangs up
ma       hears "老人已经挂了电话" presses 2 hears "谢谢您"
ma       texts "结案 {case}" gets "已结案"
advance 24h
nobody hears anything more
