# Zhang asks by text for the bank's signed word on what he has saved, and keys his
# receipt number in to hear it; a number that nobody was given is plainly none.
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
zhang texts "收条"          gets "没有这个收条号,或者不是您的"
advance to 13:30
zhang gets "提醒:今天14:30陪聊"
advance to 14:30
zhang texts "KS {code} {card}"   gets "走前看冰箱卡第"
advance 2h
zhang texts "JS {code} {card}"   gets "存入2小时,共2小时。收条号"
wang  is rung               hears "小张来了" presses 1 1 hears "谢谢您"
zhang texts "收条"          gets " C120 B120 S1 "
zhang texts "ST {receipt}"  gets "TB1 "
zhang texts "ST 000000001000" gets "收条号有一位不对"
liu   texts "ST 000000900075" gets "没有这个收条号,或者不是您的"
zhang calls                 presses 3 5 3 hears "十二位号码" presses {receipt} hears "对得上,今天,陪聊,存了两小时"
zhang presses 1             presses 000000900075 hears "您的存折里,没有这张收条" hears "再查一张,请按1"
zhang hangs up
balance zhang +120
tickets
nobody hears anything more
