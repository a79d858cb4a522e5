# "Tomorrow" is pressed before midnight and confirmed after it: it is the day
# that the elder heard.
advance to 23:59
advance 42s
wang  calls           presses 1 2 2 hears "明天"
advance 10s
wang  presses 1       hears "记下了"
wang  hangs up
advance to 07:30
liu   gets "今天"
yang  gets "今天"
zhang gets "今天" texts "接 {request} 14:30" gets "定了:陪聊,今天" gets "翠湖南路"
chen  gets "今天"
zhou  gets "今天"
mei   gets "today"
advance to 09:00
wang  is rung         presses 1 hears "今天" presses 1 hears "再见"
nobody hears anything more
