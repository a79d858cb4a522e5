# Old Zhou asks by text, and is told the truth: money is short, and some things
# there are not. The same text again is asked for once.
saved zhou 1800
zhou texts "兑换 现金 5"     gets "现在钱不够,批准了也要排队"
zhou texts "DH CASH 5"       gets "现在钱不够"
zhou texts "兑换 大米 1"     gets "收到:换大米5公斤,先扣25小时"
zhou texts "兑换 飞机 1"     gets "没有这样东西"
zhou texts "兑换 现金 5000"  gets "一次最多换100小时"
zhou texts "兑换 现金 20"    gets "您能用的是0小时"
tickets redemption redemption
redeem he approves 1
zhou gets "批准了:5元,号1。现在钱不够,您排第1位"
fund ma he 500
zhou gets "可以来取了:5元"
redeem ma pays 1
zhou gets "给您了:5元"
redeem zhou confirms 1
zhou gets "收条:5元,用5小时"
balance zhou +1500
nobody hears anything more
