# She calls, presses nothing, and does not answer: people see to her.
director lets it ring
ma       lets it ring
he       lets it ring
room     lets it ring
wang     calls
advance 4m
wang     hears "打回去"
wang     lets it ring
advance 9m
director is rung             hears "没有出声"  presses 1 hears "王奶奶,翠湖南路12号3栋201室" hears "老人已经挂了电话"
director presses 1
advance 20s
director hears "老人没有接" presses #  hears "翠湖南路12号3栋201室"
director presses 1
wang     is rung             says "我睡着了"
director hears "我睡着了"    hangs up
wang     hangs up
director gets "翠湖南路12号3栋201室"
advance 9m
director is rung             hears "平安"      presses 1 hears "记下了"
advance 24h
nobody hears anything more
