# Grandma Wang moves to her son, far away: nobody comes or asks any more, her
# hours stay, and years later she is back and is helped as before.
saved wang 600
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}" gets "王奶奶" gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang is rung                presses 1 hears "小张" presses 1 hears "再见"
family ma moves wang away
zhang gets "不用去了"
advance 10s
wang  calls                 presses 1 2 2 1 hears "转工作人员"
director is rung            hears "接听" presses 1
director says "您搬走了,那边的社区会帮您"
wang  hears "那边的社区会帮您"
director hangs up
wang  hears "再见"
advance 10s
wang  calls                 presses 3 5 hears "十小时"
wang  hangs up
balance wang +600
advance 720h
nobody hears anything more
balance wang +0
family ma moves wang back
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
nobody hears anything more
