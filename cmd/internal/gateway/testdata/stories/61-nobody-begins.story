# A visit does not begin: the volunteer is asked, then a person rings the elder.
# Nothing is credited by itself, and nobody is disturbed at night.
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request} 20:00"   gets "定了" gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 hears "今天" presses 1 hears "再见"
nobody hears anything more
advance to 19:00
zhang gets "提醒:今天20:00陪聊"
nobody hears anything more
zhang lets it ring
advance to 20:15
zhang gets "还没收到开始"
tickets
advance to 20:30
tickets not-begun
wang  is rung               presses 1 hears "小张应该来陪您聊天" presses 1 hears "再见"
advance to 23:59
nobody hears anything more
advance 2m
nobody hears anything more
tickets not-begun review
advance to 07:30
zhang gets "没收到开始和结束"
advance to 08:40
director gets "人没到,王奶奶"
nobody hears anything more
balance zhang +0
nobody hears anything more
