# A known elder presses nothing: she hears it three times and staff are rung;
# nobody picks up, and she is promised a call. The machine rings her first.
wang calls                  hears "王奶奶您好"
advance 40s
wang hears "请听一遍"
advance 20s
wang hears "找人帮忙按1"
director lets it ring
ma       lets it ring
he       lets it ring
room     lets it ring
advance 3m
wang hears "我们马上给您打回去"
advance 80s
wang is rung                hears "没有按键"    presses 1 hears "放心"
advance 24h
nobody hears anything more
