# The line goes dead in the menu: what was chosen and not confirmed is a
# ticket, what was confirmed is booked, and she can call again.
wang  calls                 presses 1 2
network hangs up
wang  presses 2
advance 10s
tickets unfinished
wang  calls                 presses 1 2 2 1    hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了"  gets "翠湖南路"
network hangs up
wang  is rung
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
advance 30m
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
tickets unfinished
nobody hears anything more
