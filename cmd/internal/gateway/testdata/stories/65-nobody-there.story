# Nobody comes, and nobody answers: the elder hears that she was not forgotten,
# and a person rings her.
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
zhang lets it ring
advance to 14:45
zhang gets "还没收到开始"
tickets
advance to 15:00
tickets not-begun
wang  is rung               presses 1 hears "小张应该来陪您聊天" hears "工作人员会打电话给您" presses 1 hears "再见"
nobody hears anything more
