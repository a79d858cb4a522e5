# Grandma Wang has saved nothing. Nobody asks her for hours: somebody comes, and
# the community's pool pays. She hears it where she asks what she has saved.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 13:30
zhang gets "提醒"
advance to 14:30
zhang texts "KS {code}"     gets "已开始"
advance 2h
zhang texts "JS {code}"     gets "已结束"
paid 1 own 0 granted 0 pool 0
advance 2m
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时,共2小时"
paid 1 own 0 granted 0 pool 120
pool 翠湖社区 -120
advance 1m
wang  calls                 presses 3 5 hears "今天有人来帮您" hears "社区公益池,帮您出了两小时" hears "您现在还没有存时间"
wang  hangs up
balance wang +0
balance zhang +120
tickets
nobody hears anything more
