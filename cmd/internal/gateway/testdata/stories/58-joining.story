# Somebody asks to join by text, another by telephone. Approved, they get the
# texts that a volunteer needs, and the next request. Sun has a landline, which
# takes no texts: a person rings him instead.
neighbour texts "加入 李师傅" gets "申请收到了"
tickets  join
director texts "GD"          gets "报名,李师傅"
approve  neighbour
neighbour gets "欢迎"        gets nothing
tickets
stranger calls               presses 3          hears "想当志愿者,请按1"
stranger presses 1           hears "谢谢您愿意来帮忙" hears "打回去"
stranger hangs up
tickets  join
approve  stranger 孙师傅
tickets  opted-out
stranger calls               hears "孙师傅您好"
stranger hangs up
wang     calls               presses 1 2 2 1    hears "记下了"
wang     hangs up
neighbour gets "陪聊"        texts "接 {request}" gets "定了" gets "翠湖南路"
zhang gets "陪聊"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang     is rung             presses 1          hears "李师傅" presses 1 hears "再见"
nobody hears anything more
