# Zhang calls in from Grandma Wang's own telephone as he comes and as he goes:
# the star at her main menu leads there. No card is needed, and the hours are
# stored at once.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
advance to 14:30
zhang gets "提醒"
wang  calls                 hears "王奶奶您好" presses * hears "志愿者登记" presses 1 hears "四位编号"
wang  presses {visit}       hears "下午两点半开始"
zhang gets "已开始"
advance 2h
wang  calls                 presses * 2 {visit} hears "记两小时"
zhang gets "存入2小时"
balance zhang +120
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
advance 96h
balance zhang +0
tickets
nobody hears anything more
