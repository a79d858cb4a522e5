# A call about what the grain shop pays is over before the carrier says that it
# was ever answered, and turns come that have not been: it is paid once, or not.
saved zhou 1200
balance zhou +1200
fund ma he 500
enrol 粮油店 redeem neighbour
pin ma he sets zhou
network reorders status
neighbour texts "DF {zhou} 5"   gets "正在打他登记的电话"
zhou is rung            hears "是老周,请按1" presses 1 hears "五元,用五小时" presses {pin} hears "办成了"
zhou hangs up
zhou gets "可以来取了:5元" gets "给您了:5元" gets "收条:5元,用5小时"
neighbour gets "办好了"
network replays webhooks t=99
network replays webhooks t=1
network loses status
neighbour texts "DF {zhou} 4"   gets "正在打他登记的电话"
zhou is rung            presses 1 hears "四元,用四小时" presses {guess} hears "密码不对"
zhou hangs up
network replays webhooks t=99
advance 30m
zhou gets "取消了"
neighbour gets "没办成"
network replays webhooks
advance 1h
balance zhou -300
tickets
nobody hears anything more
