# Statuses are late or lost while staff are rung: the ladder goes on by its
# own clock, and a late one about an earlier call does not stop a later one.
network  delays status 40s
director lets it ring
wang     calls              presses 9      hears "正在叫人"
ma       lets it ring
advance 31s
sun      lets it ring
he       is rung            hears "紧急"   presses 1  hears "翠湖南路12号3栋201室"
wang     hears "小何"
he       gets "翠湖南路12号3栋201室"
he       texts "结案 {case} 平安" gets "已结案"
he       hangs up
wang     hangs up
director gets "呼救"       gets "小何已经接了"
ma       gets "呼救"       gets "小何已经接了"
sun      gets "呼救"       gets "小何已经接了"
he       gets "呼救"
advance 2m
network  behaves
daughter lets it ring
neighbour lets it ring
room     lets it ring
he       lets it ring
network  loses status
wang     calls              presses 9      hears "正在叫人"
advance 61s
director is rung            presses 1      hears "翠湖南路12号3栋201室"
wang     hears "王主任接了"
ma       gets "呼救"       gets "王主任已经接了"
he       gets "呼救"       gets "王主任已经接了"
sun      gets "呼救"       gets "王主任已经接了"
daughter gets "呼救"       gets "王主任已经接了"
neighbour gets "呼救"       gets "王主任已经接了"
director gets "呼救"       gets "呼救" gets "翠湖南路12号3栋201室"
nobody hears anything more
