# Nobody picks up, so Grandma Wang is to be called back. Whose work it is works
# it off by text, takes a slip back, and closes it; others learn nothing.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
wang     calls               presses 0
advance  3m
wang     hears "打回去"
tickets  call-back
zhang    texts "BW 1 好了"   gets "没有这个编号"
zhang    texts "工单"        gets "没看懂"
director texts "GD"          gets "回电,王奶奶"
director texts "BW {ticket} 打过了,都好" gets "办结了"
tickets
director texts "CK {ticket}" gets "放回去"
tickets  call-back
director texts "办结 T{ticket}" gets "办结了"
director texts "GD"          gets "没有等您办的事"
tickets
advance  48h
nobody hears anything more
