# The one who accepted and the elder talk in one conference.
wang     calls               presses 9         hears "正在叫人"
director is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室"
wang     hears "王主任接了"
director gets "翠湖南路12号3栋201室"
ma       lets it ring
advance 20s
director says "王奶奶,我马上到"
wang     hears "我马上到"
wang     says "好,我等您"
director hears "我等您"
wang     hangs up
