# Grandma Wang has asked to be rung every day: she is well, and nobody else
# hears of it. The next day she wants a person.
checkin  wang 10:00
advance  to 09:59
nobody hears anything more
advance  1m
wang     is rung             hears "问您好"     presses 1 hears "那就放心了"
advance  to 09:59
nobody hears anything more
advance  1m
wang     is rung             presses 0
director is rung             hears "接听"       presses 1
wang     says "我想请人陪我看病"
director hears "我想请人陪我看病"
director hangs up
wang     hears "再见"
tickets
advance  2h
nobody hears anything more
