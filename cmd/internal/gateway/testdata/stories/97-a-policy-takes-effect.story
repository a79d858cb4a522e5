# The district wants whole hours from Wednesday on. One coordinator proposes it,
# and cannot confirm it; the other does. What is served on Tuesday counts as
# before, and the gateway, which runs all the time, counts otherwise on Wednesday.
enrol 钱主任 coordinator stranger
policy director proposes round_minutes 60 2026-11-25
policy director cannot confirm 1
policy stranger confirms 1
visit ma enters wang zhang 75m
zhang gets "工作人员补录"
visit he confirms 1
zhang gets "存入1小时15分钟"
wang  is rung               presses 1 1 hears "谢谢您"
paid 1 own 0 granted 0 pool 75
advance 48h
visit ma enters wang zhang 75m
zhang gets "工作人员补录"
visit he confirms 2
zhang gets "存入1小时,共2小时15分钟"
wang  is rung               presses 1 1 hears "谢谢您"
paid 2 own 0 granted 0 pool 60
pool 翠湖社区 -135
tickets
nobody hears anything more
