# Two elders on one line: who is calling is asked first; 9 alarms for both.
li calls                     hears "李爷爷" hears "赵奶奶" hears "请按9"
li presses 2                 hears "赵奶奶您好"
li presses 2 1 2 1           hears "记下了"
li hangs up
zhang gets "陪购物" texts "接{request}" gets "赵奶奶" gets "定了"
liu   gets "陪购物"
chen  gets "陪购物"
yang  gets "陪购物"
zhou  gets "陪购物"
mei   gets "shopping"
li is rung                   hears "赵奶奶家吗"  presses 2 hears "打扰了"
advance 30m
li is rung                   hears "赵奶奶家吗"  presses 1 1 hears "再见"
advance 10s
ma lets it ring
li calls                     presses 9 hears "正在叫人"
director is rung             presses 1 hears "李爷爷、赵奶奶"
li       hears "王主任"
director gets "李爷爷、赵奶奶"
director texts "结案 {case} 平安" gets "已结案"
director hangs up
li       hangs up
nobody hears anything more
