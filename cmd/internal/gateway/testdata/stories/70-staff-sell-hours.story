# Ma enters visits that never were, for one volunteer, and He vouches for each
# without asking. Nobody holds them up; the next morning the director is shown
# who enters for whom, and who always vouches, with the numbers of the visits.
wang  lets it ring
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 1
zhang gets "工作人员补录" gets "存入2小时"
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 2
zhang gets "工作人员补录" gets "存入2小时"
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 3
zhang gets "工作人员补录" gets "存入2小时"
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 4
zhang gets "工作人员补录" gets "存入2小时"
signals
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 5
zhang gets "工作人员补录" gets "存入2小时"
balance zhang +600
signals
advance to 06:01
signals favoured
tickets signal
ma       texts "GD"                             gets "没有等您办的事"
director texts "GD"                             gets "看异常,小马"
ma       texts "BW 10 没事"                     gets "没有这个编号"
director texts "BW {ticket} 问过王奶奶,没有人来过" gets "办结了"
advance to 17:00
visit ma enters wang zhang 2h
visit he confirms 6
zhang gets "工作人员补录" gets "存入2小时"
advance to 06:01
signals only-the-two favoured
tickets signal
director texts "GD"                             gets "看异常,小马"
director texts "BW {ticket} 两个人都问过了"      gets "办结了"
advance 96h
tickets
signals only-the-two favoured
nobody hears anything more
