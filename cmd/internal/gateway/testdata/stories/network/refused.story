# The carrier refuses: 429, 500 and a page of HTML. Texts and calls are tried
# again, and each arrives once.
zhang texts "YE"            gets "存了"
network answers 429 429 500 html 500 500
zhang texts "YE"            gets "存了"
zhang gets nothing
wang  calls                 presses 1 1 1 1    hears "记下了"
wang  hangs up
zhang gets "家务"
liu   gets "家务"
chen  gets "家务"
yang  gets "家务"
zhou  gets "家务"
mei   gets "housework"
network answers 429 500 html 429 500
zhang texts "接 {request}"  gets "定了" gets "翠湖南路"
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
tickets
nobody hears anything more
