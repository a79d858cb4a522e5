# Family and a neighbour are on the ladder too, though only their numbers are
# known: one takes it by key, another time one by text.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
wang     calls               presses 9         hears "正在叫人"
wang     hangs up
director gets "呼救"
ma       gets "呼救"
he       gets "呼救"
sun      gets "呼救"
advance 60s
daughter lets it ring
daughter gets "翠湖社区有老人呼救"
neighbour gets "呼救"
neighbour is rung            hears "紧急"      presses 1 hears "王奶奶,翠湖南路12号3栋201室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
neighbour gets "王奶奶,翠湖南路12号3栋201室"
daughter gets "李师傅已经接了"
director gets "李师傅已经接了"
ma       gets "李师傅已经接了"
he       gets "李师傅已经接了"
sun      gets "李师傅已经接了"
advance 9m
neighbour is rung            hears "平安"      presses 1 hears "记下了"
advance 1h
neighbour lets it ring
wang     calls               presses 9         hears "正在叫人"
wang     hangs up
director gets "呼救"
ma       gets "呼救"
he       gets "呼救"
sun      gets "呼救"
advance 60s
neighbour gets "呼救"
daughter gets "呼救"         texts "SD {case}" gets "王奶奶,翠湖南路12号3栋201室"
neighbour gets "王女儿已经接了"
director gets "王女儿已经接了"
ma       gets "王女儿已经接了"
he       gets "王女儿已经接了"
sun      gets "王女儿已经接了"
advance 9m
daughter is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
