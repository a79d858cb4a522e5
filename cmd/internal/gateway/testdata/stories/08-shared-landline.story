# Two elders on one line: who is calling is asked first; 9 alarms for both.
li calls                     hears "李爷爷" hears "赵奶奶" hears "请按9"
li presses 2                 hears "赵奶奶您好"
li presses 2 1 2 1           hears "记下了"
li hangs up
zhang gets "陪购物" texts "接{request}" gets "赵奶奶" gets "定了"
li is rung                   hears "赵奶奶家吗"  presses 2 hears "打扰了"
advance 30m
li is rung                   hears "赵奶奶家吗"  presses 1 1 hears "再见"
advance 10s
li calls                     presses 9 hears "正在叫人"
director is rung             presses 1 hears "李爷爷、赵奶奶"
