# The time is not convenient: a worker finds another, and both hear it. A
# daughter picks up first; she is told nothing, and it rings again.
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 2 hears "打扰了"
advance 29m
wang  is rung               presses 1 hears "明天上午九点半" presses 2 hears "另外约时间"
tickets inconvenient
advance 10m
visit ma moves 1 "2026-11-25 15:00"
tickets
zhang gets "改到后天15:00"
wang  is rung               hears "王奶奶家吗" presses 1 hears "下午三点" hears "先说" presses 1 hears "再见"
nobody hears anything more
advance to 17:30
nobody hears anything more
advance 24h
zhang gets "提醒:明天15:00"
wang  is rung               presses 1 hears "明天下午三点" presses 1 hears "再见"
nobody hears anything more
