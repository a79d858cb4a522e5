# The carrier does what it is asked and then says nothing, is slow, or breaks
# off: what may have happened is looked up, and happens once.
network answers empty
zhang texts "YE"            gets "存了"
network answers dropped
zhang texts "YE"            gets "存了"
network answers slow
zhang texts "YE"            gets "存了"
network answers dropped 500 429 html dropped empty
zhang texts "YE"            gets "存了"
wang  calls                 presses 1 1 1 1    hears "记下了"
wang  hangs up
zhang gets "家务"
liu   gets "家务"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
network answers dropped dropped dropped empty
zhang texts "接 {request}"  gets "定了" gets "翠湖南路"
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
advance 1h
network answers slow
zhang texts "KS {code}"     gets "已开始"
advance 2h
network answers well dropped
zhang texts "JS {code}"     gets "已结束"
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
balance zhang +120
advance 3h
tickets
nobody hears anything more
