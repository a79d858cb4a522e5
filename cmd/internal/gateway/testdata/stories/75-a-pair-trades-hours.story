# Old Zhou and Master Sun are volunteers and elders both, and each asks for a visit
# whenever the other one is free: three times there and three times back. Nobody
# holds them up; the director is shown it, and asks them.
zhang texts "休息"           gets "休息"
liu   texts "休息"           gets "休息"
chen  texts "休息"           gets "休息"
yang  texts "休息"           gets "休息"
mei   texts "BUSY"           gets "have a rest"
enrol 孙师傅 volunteer|elder neighbour
tickets first-contact
director texts "GD"          gets "首次上门,孙师傅"
director texts "BW {ticket} 卡和冰箱贴都给了" gets "办结了"
zhou calls              presses 1 3 1 1 hears "记下了"
zhou hangs up
neighbour gets "看望"          texts "接 {request} 14:00" gets "定了" gets "敲门先说"
zhou is rung            presses 1 1 hears "再见"
neighbour calls              presses 1 3 1 1 hears "记下了"
neighbour hangs up
zhou gets "看望"          texts "接 {request} 15:30" gets "定了" gets "敲门先说"
neighbour is rung            presses 1 1 hears "再见"
advance to 13:00
neighbour gets "提醒"
advance to 14:00
neighbour texts "KS {code}" gets "已开始"
advance to 14:30
zhou  gets "提醒"
advance 2m
neighbour texts "JS {code}" gets "已结束"
advance 2m
zhou  is rung            presses 1 1 hears "谢谢您"
neighbour gets "存入30分钟"
advance to 15:30
zhou  texts "KS {code}"   gets "已开始"
advance 31m
zhou  texts "JS {code}"   gets "已结束"
advance 2m
neighbour is rung         presses 1 1 hears "谢谢您"
zhou  gets "存入30分钟"
neighbour gets "用了30分钟"
advance to 09:00
zhou calls              presses 1 3 1 1 hears "记下了"
zhou hangs up
neighbour gets "看望"          texts "接 {request} 14:00" gets "定了" gets "敲门先说"
zhou is rung            presses 1 1 hears "再见"
neighbour calls              presses 1 3 1 1 hears "记下了"
neighbour hangs up
zhou gets "看望"          texts "接 {request} 15:30" gets "定了" gets "敲门先说"
neighbour is rung            presses 1 1 hears "再见"
advance to 13:00
neighbour gets "提醒"
advance to 14:01
neighbour texts "KS {code}" gets "已开始"
advance to 14:30
zhou  gets "提醒"
advance 3m
neighbour texts "JS {code}" gets "已结束"
advance 2m
zhou  is rung            presses 1 1 hears "谢谢您"
neighbour gets "存入30分钟"
zhou  gets "用了30分钟"
advance to 15:31
zhou  texts "KS {code}"   gets "已开始"
advance 32m
zhou  texts "JS {code}"   gets "已结束"
advance 2m
neighbour is rung         presses 1 1 hears "谢谢您"
zhou  gets "存入30分钟"
neighbour gets "用了30分钟"
advance to 09:00
zhou calls              presses 1 3 1 1 hears "记下了"
zhou hangs up
neighbour gets "看望"          texts "接 {request} 14:00" gets "定了" gets "敲门先说"
zhou is rung            presses 1 1 hears "再见"
neighbour calls              presses 1 3 1 1 hears "记下了"
neighbour hangs up
zhou gets "看望"          texts "接 {request} 15:30" gets "定了" gets "敲门先说"
neighbour is rung            presses 1 1 hears "再见"
advance to 13:00
neighbour gets "提醒"
advance to 14:02
neighbour texts "KS {code}" gets "已开始"
advance to 14:30
zhou  gets "提醒"
advance 4m
neighbour texts "JS {code}" gets "已结束"
advance 2m
zhou  is rung            presses 1 1 hears "谢谢您"
neighbour gets "存入30分钟"
zhou  gets "用了30分钟"
advance to 15:32
zhou  texts "KS {code}"   gets "已开始"
advance 33m
zhou  texts "JS {code}"   gets "已结束"
advance 2m
neighbour is rung         presses 1 1 hears "谢谢您"
zhou  gets "存入30分钟"
neighbour gets "用了30分钟"
signals
advance to 06:01
signals trading
tickets signal
director texts "GD"          gets "看异常"
director texts "BW {ticket} 两家都问过,人是去了" gets "办结了"
advance 96h
signals trading
nobody hears anything more
