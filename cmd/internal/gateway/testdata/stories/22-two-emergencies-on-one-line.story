# Two elders share a line. Whoever calls again about the same emergency is part
# of it; when it is closed, the next one is another.
ma    lets it ring
li    calls                  hears "李爷爷"    presses 9 hears "正在叫人"
li    hangs up
li    calls                  presses 9         hears "正在叫人"
li    hangs up
director is rung             presses 1         hears "李爷爷、赵奶奶" hears "文林街35号1栋602室" hears "老人已经挂了电话"
director presses 1
li    is rung                says "我没事,是他摔倒了"
director hears "他摔倒了"    hangs up
li    hangs up
director gets "文林街"       texts "结案 {case} 送医院" gets "已结案"
advance 20m
li    calls                  presses 9         hears "正在叫人"
li    hangs up
director is rung             presses 1         hears "李爷爷、赵奶奶" hears "老人已经挂了电话" presses 2 hears "谢谢您"
director gets "文林街"       texts "SD {case}" gets nothing
director texts "JA {case}"   gets "已结案"
advance 24h
nobody hears anything more
