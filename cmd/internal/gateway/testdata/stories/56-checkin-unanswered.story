# Grandma Wang does not answer twice, and presses nothing the second time: her
# daughter is texted and rung, and staff are to see to it.
checkin  wang 10:00
wang     lets it ring
advance  to 10:20
wang     machine answers
daughter is rung             hears "没有接我们的问候电话" presses 1 hears "谢谢您"
daughter gets "请联系王奶奶"
tickets  not-well
director texts "GD"          gets "没报平安,王奶奶"
director texts "BW {ticket} 女儿去看了,平安" gets "办结了"
tickets
advance  20h
nobody hears anything more
