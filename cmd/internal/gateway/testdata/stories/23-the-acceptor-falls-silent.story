# He accepted and does not answer after ten minutes: all are called again, he
# is told, and so is he when another has it.
ma       lets it ring
wang     calls 2             hears "正在叫人"
wang     hangs up
director is rung             presses 1         hears "翠湖南路12号3栋201室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
director gets "翠湖南路12号3栋201室"
director lets it ring
advance 10m
ma       is rung             hears "紧急"      presses 1 hears "翠湖南路12号3栋201室" hears "老人已经挂了电话" presses 2 hears "谢谢您"
ma       gets "翠湖南路12号3栋201室"
director gets "又在叫人了"   gets "小马已经接了"
advance 9m
ma       is rung             hears "平安"      presses 1 hears "记下了"
he       is not rung
advance 24h
nobody hears anything more
