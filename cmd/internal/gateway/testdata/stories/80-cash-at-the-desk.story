# Old Zhou comes to the desk with twenty hours and wants ten in cash. Ma asks for
# him, and cannot approve it herself; He does, and cannot pay it; nobody can pay
# it twice. Zhou is told each step, and his receipt has the number of the entry.
saved zhou 1200
balance zhou +1200
fund ma he 500
redeem ma asks zhou 10h
zhou gets "收到:换10元,先扣10小时"
redeem ma asks zhou 10h
tickets redemption
redeem ma cannot approves 1
redeem ma cannot pays 1
redeem he approves 1
zhou gets "可以来取了:10元,号1,12月7日以前有效"
redeem he cannot pays 1
balance zhou +0
redeem ma pays 1
zhou gets "给您了:10元,用10小时"
redeem ma pays 1
redeem sun cannot pays 1
balance zhou -600
tickets
redeem ma cannot confirms 1
redeem he confirms 1
zhou gets "收条:10元,用10小时,还有10小时"
redeem ma asks zhou haircut
zhou gets "收到:换理发1次,先扣2小时"
redeem he approves 2
zhou gets "可以来取了:理发1次"
redeem ma pays 2
zhou gets "给您了:理发1次"
redeem zhou confirms 2
zhou gets "收条:理发1次,用2小时,还有8小时"
balance zhou -120
nobody hears anything more
