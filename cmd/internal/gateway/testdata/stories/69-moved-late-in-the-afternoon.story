# Moved at four in the afternoon: both have just heard it, and hear it no more
# that day.
wang  calls                  presses 1 2 2 1 hears "记下了"
wang  hangs up
zhang gets "陪聊" texts "接 {request}" gets "定了" gets "翠湖南路"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung presses 1 hears "明天上午九点半" presses 2 hears "另外约时间"
advance to 16:00
visit ma moves 1 "2026-11-24 15:00"
tickets
zhang gets "改到明天15:00"
wang  is rung presses 1 hears "明天下午三点" presses 1 hears "再见"
advance to 18:30
nobody hears anything more
