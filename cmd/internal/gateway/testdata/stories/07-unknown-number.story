# A number that is not in the books leaves a message and gets a promise.
stranger calls               hears "要帮忙"
stranger presses 1           hears "请说您的名字"
advance 9s
stranger says "我姓马,住在翠湖南路,想请人买药"
stranger presses #           hears "记下了" hears "打回去"
tickets voice-note
advance 20s
ma lets it ring
stranger calls hidden        hears "要帮忙"
stranger presses 9           hears "正在叫人"
director is rung             presses 1   hears "地址不明"
stranger hears "王主任"
director gets "地址不明"
director texts "结案 {case} 平安" gets "已结案"
director hangs up
stranger hangs up
nobody hears anything more
