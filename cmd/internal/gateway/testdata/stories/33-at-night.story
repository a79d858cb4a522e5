# A volunteer falls out in the evening: texts wait for the morning, and so does the call.
advance to 18:30
wang  calls                  presses 2 1 2 1 hears "记下了"
wang  hangs up
liu   gets "陪购物"
chen  gets "陪购物"
yang  gets "陪购物"
zhou  gets "陪购物"
mei   gets "shopping"
zhang gets "陪购物" texts "接 {request}" gets "定了" gets "翠湖南路"
wang  is rung presses 1 hears "小张" presses 1 hears "再见"
advance to 21:30
zhang texts "QX {code}" gets "已取消"
nobody hears anything more
advance 9h
nobody hears anything more
advance 1h
yang  gets "原定的人去不了"
chen  gets "原定的人去不了"
liu   gets "原定的人去不了" texts "接 {request}" gets "定了:陪购物,今天9:30" gets "翠湖南路"
zhou  gets "原定的人去不了"
mei   gets "fell out"
nobody hears anything more
advance 1h
liu   gets "提醒:今天9:30陪购物"
advance to 09:00
wang  is rung presses 1 hears "小张来不了,换了人" hears "今天上午九点半,小刘" presses 1 hears "再见"
nobody hears anything more
