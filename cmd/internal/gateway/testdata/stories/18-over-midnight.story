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
zhang texts "接 {request} 14:30" gets "今天"
