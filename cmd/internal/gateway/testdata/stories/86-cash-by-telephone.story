# Old Zhou has twenty hours and wants ten in cash. Without a PIN he is rung on his
# own telephone; with one he keys it, and a wrong one changes nothing.
saved zhou 1200
fund ma he 500
zhou calls              presses 3 5 1 hears "换钱,请按1" presses 1 hears "换十小时,请按3"
zhou presses 3          hears "换,十元,用十小时" presses 1 hears "我们马上打给您"
zhou hangs up
advance 25s
zhou is rung            hears "是老周,请按1" presses 1 hears "您要换,十元,用十小时" presses 1 hears "时间先给您留着"
zhou  hangs up
zhou gets "收到:换10元,先扣10小时"
tickets redemption
zhou texts "余额"       gets "存20:00,可用10:00"
redeem he approves 1
zhou gets "可以来取了:10元"
redeem ma pays 1
zhou gets "给您了:10元"
redeem zhou confirms 1
zhou gets "收条:10元,用10小时,还有10小时"
pin ma he sets zhou
zhou calls              presses 3 5 hears "您存了十小时" presses 1 2 hears "理发1次,两小时,请按2" presses 2 2 hears "用四小时"
zhou presses 1          hears "六位密码" presses {guess} hears "密码不对" presses {pin} hears "时间先给您留着"
zhou  hangs up
zhou gets "收到:换2份理发1次"
balance zhou +600
redeem zhou cancels 2
zhou gets "取消了"
zhou calls              presses 3 5 2 hears "今天,换钱,用了十小时"
zhou hangs up
tickets
nobody hears anything more
