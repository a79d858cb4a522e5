# New Year's Eve. Staff are rung from one year into the next, "tomorrow" is of
# the new year, and a clock that is set back to the old one changes neither.
clock    +912h
advance to 23:59
advance 45s
director lets it ring
ma       lets it ring
sun      lets it ring
wang     calls               presses 9         hears "正在叫人"
li       calls               presses 1 1 2 2   hears "明天"
advance  8s
li       presses 1           hears "记下了"
li       hangs up
clock    -1h
he       is rung             hears "紧急"
advance 8s
director gets "呼救"
ma       gets "呼救"
he       gets "呼救"
sun      gets "呼救"
clock    +1h
he       presses 1           hears "翠湖南路12号3栋201室"
he       gets "翠湖南路12号3栋201室"
wang     hears "小何"
he       hangs up
he       texts "结案 {case} 平安" gets "已结案"
wang     hangs up
advance to 07:30
liu      gets "今天"
zhang    texts "接 {request} 14:30" gets "今天" gets "定了" gets "文林街35号1栋602室"
chen     gets "今天"
yang     gets "今天"
zhou     gets "今天"
mei      gets "today"
advance to 09:00
li       is rung             hears "李爷爷家吗"     presses 1 hears "今天" presses 1 hears "再见"
advance to 14:30
zhang    gets "提醒"
zhang    texts "KS {code}"   gets "已开始"
advance 2h
zhang    texts "JS {code}"   gets "已结束"
li       is rung             hears "小张来了" presses 1 1 hears "谢谢您"
zhang    gets "存入2小时"
balance  zhang +120
nobody hears anything more
