# Hours later every webhook of the day comes once more: nothing happens.
wang  calls                 presses 1 2 2 1    hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了"  gets "翠湖南路"
liu   gets "陪聊"           texts "BJ {request}"   gets "您不去"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
network replays webhooks
wang  is rung               hears "王奶奶家吗"     presses 1 hears "先说" presses 1 hears "再见"
network replays webhooks
advance to 09:30
zhang texts "KS {code}"     gets "已开始"
network replays webhooks
advance 2h
zhang texts "JS {code}"     gets "已结束"
network replays webhooks
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang gets "存入2小时"
advance 3h
network replays webhooks
balance zhang +120
advance 24h
tickets
nobody hears anything more
