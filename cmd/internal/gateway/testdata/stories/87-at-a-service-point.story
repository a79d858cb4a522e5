# The grain shop is a service point. It texts Old Zhou's number; he is rung, and
# agrees with key 1 and his PIN. Without them nothing is paid, and the shop reads
# the same of a number that nobody has.
saved zhou 1200
fund ma he 500
enrol 粮油店 redeem neighbour
pin ma he sets zhou
neighbour texts "兑付 {zhou} 5"   gets "正在打他登记的电话"
neighbour texts "DF {zhou} 5小时" gets "正在打他登记的电话"
zhou is rung            hears "是老周,请按1" presses 1 hears "粮油店要给您,五元,用五小时" presses {pin} hears "办成了"
zhou hangs up
zhou gets "可以来取了" gets "给您了:5元" gets "收条:5元,用5小时,还有15小时"
neighbour gets "办好了:给老周5元,用5小时。收条号"
balance zhou +900
neighbour texts "DF {zhou} 4"     gets "正在打他登记的电话"
zhou is rung            presses 1 hears "粮油店" presses {guess} hears "密码不对" presses 2 hears "不换了"
zhou hangs up
zhou gets "取消了"
neighbour gets "没办成"
neighbour texts "DF {zhou} 3"     gets "正在打他登记的电话"
zhou lets it ring
advance 1m
zhou gets "取消了"
neighbour gets "没办成"
neighbour texts "DF 10009993 3"   gets "正在打他登记的电话"
advance 1m
neighbour gets "没办成"
neighbour texts "DF 10009994 3"   gets "编号错了一位"
neighbour texts "DF {zhou} 50"    gets "一次最多10小时"
liu texts "DF {zhou} 3"           gets "不是兑换点"
balance zhou +0
tickets
nobody hears anything more
