# Zhang is to come to Grandpa Li this afternoon. At ten two of the staff report
# that he has died: Zhang is told, and nobody rings the telephone that he shared
# with his widow, who is alone on it from then on, and inherits.
saved 李爷爷 600
checkin  li 12:00
family ma names 李爷爷 赵奶奶
family he names 李爷爷 赵奶奶
li calls                    presses 1 1 2 1 1 hears "记下了"
li hangs up
zhang gets "陪聊"           texts "接 {request}" gets "李爷爷" gets "定了"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
mei   gets "company"
li is rung                  hears "李爷爷家吗" presses 1 hears "小张" presses 1 hears "再见"
advance to 10:00
family ma reports 李爷爷
nobody hears anything more
family he reports 李爷爷
zhang gets "老人过世了"
advance to 15:00
zhang texts "YE"            gets "存了0小时"
li calls                    hears "赵奶奶您好"
li hangs up
tickets
nobody hears anything more
family director settles 李爷爷
family ma settles 李爷爷
balance 赵奶奶 +600
balance 李爷爷 +0
tickets opted-out
director texts "GD"         gets "改打电话,赵奶奶"
director texts "BW {ticket} 给她说了" gets "办结了"
advance 240h
tickets
nobody hears anything more
