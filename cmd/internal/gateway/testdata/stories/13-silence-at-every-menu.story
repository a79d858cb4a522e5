# Nobody is on duty at night. Whoever falls silent, at whatever point of the
# menu, hears it three times and is promised a call in the morning.
advance to 20:45
wang calls                  hears "王奶奶您好"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
advance 90s
wang is rung                presses 1          hears "放心"
wang hangs up
wang calls                  presses 1          hears "家务事"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
wang calls                  presses 2          hears "陪您买东西"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
wang calls                  presses 3          hears "没有约好的事"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
wang calls                  presses 3 5        hears "还没有存时间"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
wang calls                  presses 1 1        hears "明天"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
wang calls                  presses 2 2 2      hears "陪您看病"
advance 2m
wang hears "请听一遍" hears "找人帮忙按1" hears "打回去"
li   calls                  hears "李爷爷"
advance 2m
li   hears "请听一遍" hears "找人帮忙按1" hears "打回去"
advance 75s
li   is rung                presses 1          hears "放心"
li   hangs up
stranger calls              hears "要帮忙"
advance 2m
stranger hears "请听一遍" hears "找人帮忙按1" hears "打回去"
stranger calls              presses 3
advance 2m
stranger hears "请听一遍" hears "找人帮忙按1" hears "打回去"
nobody hears anything more
