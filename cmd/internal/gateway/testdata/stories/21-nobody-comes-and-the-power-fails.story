# Nobody accepts, she hangs up, and the power fails after 70 seconds. The
# gateway is started again: it has forgotten nobody.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
daughter lets it ring
neighbour lets it ring
wang     calls               presses 9         hears "正在叫人"
wang     hears "还在叫人"
advance 20s
wang     hangs up
director gets "翠湖社区有老人呼救"
ma       gets "呼救"
he       gets "呼救"
sun      gets "呼救"
advance 30s
crash
advance 15s
restart
daughter gets "呼救"
neighbour gets "呼救"
wang     is rung             hears "还在找"    presses 1 hears "还在叫人"
room     is rung             hears "紧急"      presses 1 hears "王奶奶,翠湖南路12号3栋201室"
wang     hears "值班室接了"
wang     hangs up
room     hangs up
room     lets it ring
director gets "呼救"         gets "值班室已经接了"
ma       gets "值班室已经接了"
he       gets "值班室已经接了"
sun      gets "值班室已经接了"
daughter gets "值班室已经接了"
neighbour gets "值班室已经接了"
advance 9m
room     is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
