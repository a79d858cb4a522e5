# Zhang has not begun; he is rung, and is on the way: the elder hears when. He
# comes, and forgets to say that he goes.
wang  calls                 presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 17:30
zhang gets "提醒"
wang  is rung               presses 1 1 hears "再见"
advance to 08:30
zhang gets "提醒"
advance to 09:45
zhang gets "还没收到开始"
zhang is rung               hears "还没有收到开始" presses 1 hears "我们告诉老人"
zhang gets "晚到30分钟"
wang  is rung               presses 1 hears "小张要晚一点来陪您聊天" hears "上午十点" presses 1 hears "再见"
nobody hears anything more
advance to 10:02
zhang texts "KS {code}"     gets "已开始"
advance to 12:17
zhang gets "陪聊结束了吗"
advance 30m
zhang is rung               hears "还在那里" presses 2 hears "算到现在"
zhang gets "已结束:陪聊,记2小时"
advance 2m
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
balance zhang +120
tickets
nobody hears anything more
