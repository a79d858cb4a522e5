# Texts can be taken back; a volunteer who cannot come is replaced.
wang  calls                  presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊" texts "接 {request}" gets "定了" gets "翠湖南路"
zhang texts "QX {code}" gets "已取消"
liu   gets "陪聊" texts "JD{request}" gets "定了" gets "翠湖南路"
wang  is rung hears "再见"
advance 29m
wang  is rung presses 1 hears "小刘" presses 1 hears "再见"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
advance to 13:30
liu   gets "提醒"
advance to 14:30
liu   texts "KS{code}" gets "已开始"
liu   texts "错了 {code}" gets "还没开始"
liu   texts "到了{code}" gets "已开始"
liu   lets it ring
advance 3h
liu   gets "结束了吗"
liu   texts "js {code} 90" gets "1小时30分钟"
liu   texts "撤销 {code}" gets "还没结束"
liu   texts "js {code} 90" gets "1小时30分钟"
wang  is rung presses 2 hears "先不记时间"
liu   gets "先不入账"
balance liu +0
tickets not-right
nobody hears anything more
