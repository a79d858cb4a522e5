# The wrong Grandpa was reported. Two people undo it: the hours are back, he is
# on his line again, is rung by the check-in, and the visit is found anew.
saved 李爷爷 600
checkin  li 10:00
li calls                    presses 1 1 2 2 1 hears "记下了"
li hangs up
zhang gets "陪聊"           texts "接 {request}" gets "李爷爷" gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
li is rung                  hears "李爷爷家吗" presses 1 1 hears "再见"
advance 1m
family ma reports 李爷爷
family he reports 李爷爷
zhang gets "老人过世了"
balance li +0
family director undoes 李爷爷
nobody hears anything more
family sun undoes 李爷爷
balance li +600
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
zhang gets "陪聊"           texts "接 {request}" gets "李爷爷" gets "定了"
li is rung                  hears "李爷爷家吗" presses 1 hears "小张" presses 1 hears "再见"
advance to 10:00
li is rung                  presses 1 hears "放心"
advance 10s
li calls                    hears "李爷爷,请按1"
li hangs up
nobody hears anything more
