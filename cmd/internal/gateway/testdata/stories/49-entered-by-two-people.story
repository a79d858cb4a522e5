# Zhang's telephone was dead: Ma enters the visit, He vouches for it, and only
# then are the hours there. Grandma Wang is rung and says that it was not so.
visit ma enters wang zhang 2h
zhang gets "工作人员补录"
balance zhang +0
tickets by-hand
visit ma cannot confirm 1
advance 1h
visit he confirms 1
zhang gets "存入2小时"
balance zhang +120
tickets
wang  is rung               hears "小张来了" presses 2 hears "有人会打电话给您"
zhang gets "先退回2小时"
balance zhang -120
tickets not-right
nobody hears anything more
