# A nephew claims what Zhou has left: nothing moves until a coordinator and a
# second person settle it. Zhou had taken a visit, for which others are found.
saved zhou 600
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"           texts "接 {request}" gets "王奶奶" gets "定了"
mei   gets "company"
wang is rung                presses 1 hears "老周" presses 1 hears "再见"
advance 5m
family ma reports 老周
family he reports 老周
wang is rung                presses 1 hears "老周来不了" hears "我们正在找"
advance 1m
zhang gets "陪聊"           texts "接 {request}" gets "王奶奶" gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
mei   gets "company"
wang is rung                presses 1 hears "小张" presses 1 hears "再见"
family ma disputes 老周
family ma settles 老周 liu 600
family he cannot settles 老周 liu 600
balance liu +0
family director settles 老周 liu 600
liu   gets "老周留给您10小时"
balance liu +600
balance 老周 +0
advance to 12:00
nobody hears anything more
