# Nobody picks up, and no status says so: the call is looked up with the
# carrier, and she is rung again.
network loses status
wang  calls                 presses 1 2 2 1    hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了"  gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  lets it ring
advance 44m
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
tickets
nobody hears anything more
