# Every webhook comes twice at the same moment, every status comes late, and all
# of the past comes again in the middle of each call: what Old Zhou asks for by
# telephone, by text and at the grain shop is asked for, held and paid once.
saved zhou 2400
fund ma he 500
enrol 粮油店 redeem neighbour
network duplicates webhooks
network delays status 3m
zhou calls              presses 3 5 1 hears "换钱,请按1" presses 1 hears "换十小时,请按2"
network replays webhooks
zhou presses 2          hears "换,十元,用十小时" presses 1 hears "我们马上打给您"
zhou hangs up
advance 25s
zhou is rung            hears "是老周,请按1" presses 1 hears "您要换,十元,用十小时"
network replays webhooks
zhou presses 1          hears "时间先给您留着"
zhou hangs up
zhou gets "收到:换10元,先扣10小时"
network replays webhooks
zhou texts "DH 现金 3"     gets "收到:换3元,先扣3小时"
network replays webhooks
balance zhou +2400
pin ma he sets zhou
zhou calls              presses 3 5 1 2 hears "洗衣液1瓶,十小时,请按3" presses 3 1 hears "用十小时"
zhou presses 1          hears "六位密码" presses {guess} hears "密码不对"
network replays webhooks
zhou presses {pin}      hears "时间先给您留着"
zhou hangs up
zhou gets "收到:换洗衣液1瓶,先扣10小时"
network replays webhooks
neighbour texts "DF {zhou} 5"   gets "正在打他登记的电话"
network replays webhooks
zhou is rung            hears "是老周,请按1" presses 1 hears "五元,用五小时"
network replays webhooks
zhou presses {guess}    hears "密码不对"
network replays webhooks
zhou presses {pin}      hears "办成了"
network replays webhooks
zhou hangs up
zhou gets "可以来取了:5元" gets "给您了:5元" gets "收条:5元,用5小时"
neighbour gets "办好了:给老周5元,用5小时。收条号"
redeem he approves 1
zhou gets "可以来取了:10元"
redeem ma pays 1
zhou gets "给您了:10元"
redeem zhou confirms 1
zhou gets "收条:10元,用10小时,还有12小时"
advance 1h
network replays webhooks
balance zhou -900
zhou texts "余额"       gets "存25:00,可用12:00"
tickets redemption redemption
nobody hears anything more
