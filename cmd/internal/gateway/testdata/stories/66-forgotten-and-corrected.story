# Zhang forgets to say that he goes, and hears it. Wang says that it was not two
# hours; two of the staff correct it, and what was wrong stays in the book.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "定了" gets "翠湖南路12号3栋201室"
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
zhang lets it ring
advance to 16:45
zhang gets "陪聊结束了吗"
advance to 18:30
zhang gets "先按约好的记2小时"
balance zhang +0
tickets review
advance to 18:32
wang  is rung               hears "待了两小时" presses 2 hears "先不记时间"
zhang gets "老人说时间不对"
tickets review not-right
visit ma corrects 1 90
balance zhang +0
visit ma corrects 1 90
balance zhang +0
visit he corrects 1 90
balance zhang +90
zhang gets "存入1小时30分钟"
advance 1m
visit he corrects 1 60
visit ma corrects 1 60
balance zhang -30
zhang gets "记1小时,共1小时。收条号"
tickets
advance 96h
nobody hears anything more
