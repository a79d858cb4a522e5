# The same photograph, on a day with two visits: Zhang tells the cells of
# Grandma Wang's card from far away, and two minutes later he is with old Zhou,
# in another community. The hours are there; but nobody walks as fast.
card wang
zhang lets it ring
liu   texts "休息"           gets "休息"
chen  texts "休息"           gets "休息"
yang  texts "休息"           gets "休息"
mei   texts "BUSY"           gets "have a rest"
zhou  calls                 presses 1 3 1 1 hears "记下了"
zhou  hangs up
zhang gets "看望"           texts "接 {request} 14:00" gets "定了" gets "莲花池"
zhou  is rung               presses 1 1 hears "再见"
wang  calls                 presses 1 3 1 1 hears "记下了"
wang  hangs up
zhou  gets "看望"
zhang gets "看望"           texts "接 {request} 13:30" gets "定了" gets "翠湖南路"
wang  is rung               presses 1 1 hears "再见"
advance to 12:30
zhang gets "提醒"
advance to 13:00
zhang gets "提醒"
advance to 13:35
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance to 14:14
zhang texts "JS {code} {card}"   gets "存入30分钟"
advance to 14:16
zhang gets "还没收到开始"
wang  is rung               presses 1 1 hears "谢谢您"
zhang texts "KS {code}"          gets "已开始"
advance 32m
zhang texts "JS {code}"          gets "已结束"
advance 2m
zhou  is rung               presses 1 1 hears "谢谢您"
zhang gets "存入30分钟"
balance zhang +60
signals
advance to 06:01
signals far-apart
tickets signal
director texts "GD"          gets "看异常,小张"
director texts "BW {ticket} 他说是骑车去的" gets "办结了"
advance 96h
signals far-apart
tickets
nobody hears anything more
