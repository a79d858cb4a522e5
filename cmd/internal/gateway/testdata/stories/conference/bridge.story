# The one who accepted hears the address as often as it is asked for, and the
# two talk in one conference.
wang     calls               presses 9         hears "正在叫人"
director is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室"
wang     hears "王主任接了"
director hears "请按井号键"  presses #         hears "翠湖南路12号3栋201室"
director presses 1           hears "请说话"
director gets "翠湖南路12号3栋201室"
ma       lets it ring
advance 5s
director says "王奶奶,我马上到"
wang     hears "我马上到"
wang     says "好,我等您"
director hears "我等您"
wang     hangs up
director hears "老人已经挂了电话" presses # hears "翠湖南路12号3栋201室" hears "老人已经挂了电话"
director presses 2           hears "谢谢您"
director texts "结案 {case} 平安" gets "已结案"
advance 24h
nobody hears anything more
