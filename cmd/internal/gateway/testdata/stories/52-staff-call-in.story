# The coordinator dials the hotline from her registered phone, hears what must
# be done, rings Grandma Wang from there, and works off two tickets.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
wang     calls               presses 0
advance  3m
wang     hears "打回去"
stranger calls               presses 1          hears "请说您的名字"
advance  9s
stranger says "我姓马,想请人买药"
stranger presses #           hears "记下了"
tickets  call-back voice-note
director calls               hears "王主任您好" hears "王奶奶,回电"
director presses 5           hears "电话是"     presses 1
wang     is rung             says "我的药没了"
director hears "我的药没了"
wang     hangs up
director hears "办完了,请按1" presses 1        hears "好,办完了"
director presses 1           hears "来电人,听留言"
director presses 1           hears "好,办完了"  presses 2 hears "又放回去了"
director presses 4           hears "这个键没有用"
director presses 1 1         hears "没有等您办的事了"
director hangs up
tickets
advance  48h
nobody hears anything more
