# A carrier without conferences: who accepted hangs up and is rung by the elder's call.
wang     calls               presses 9         hears "正在叫人"
director is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室" hears "先挂断"
director hangs up
director gets "翠湖南路12号3栋201室"
ma       lets it ring
wang     hears "王主任接了"
director is rung
advance 5s
director says "王奶奶,我马上到"
wang     hears "我马上到"
wang     hangs up
nobody hears anything more
