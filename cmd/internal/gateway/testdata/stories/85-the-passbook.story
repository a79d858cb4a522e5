# Zhang hears and reads what he has saved. The receipt that he got is read back
# to him; a digit that is wrong is caught, and to Liu it is no receipt at all.
card wang
wang  calls                 presses 1 2 1 1 hears "记下了"
wang  hangs up
zhang gets "陪聊"           texts "接 {request}"   gets "翠湖南路" gets "到了看冰箱卡第"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
wang  is rung               presses 1 1 hears "再见"
zhang calls                 presses 3 5 hears "您现在还没有存时间" presses 2 hears "这个键没有用"
zhang hangs up
advance to 13:30
zhang gets "提醒:今天14:30陪聊"
advance to 14:30
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code} {card}"   gets "存入2小时,共2小时。收条号"
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang texts "余额"          gets "您存了2小时。11/23陪聊+2:00"
zhang calls                 presses 3 5 hears "您存了两小时" hears "听最近三笔,请按2"
zhang presses 2             hears "今天,陪聊,存了两小时" presses * hears "查收条,请按3"
zhang presses 3             hears "十二位号码" presses {receipt} hears "对得上,今天,陪聊,存了两小时"
zhang presses 1             presses 000000001000 hears "号码按错了一位"
zhang presses *             hears "查收条,请按3"
zhang hangs up
mei   calls                 presses 3 5 hears "no saved time"
mei   hangs up
balance zhang +120
tickets
nobody hears anything more
