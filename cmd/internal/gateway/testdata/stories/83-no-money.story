# There is no money yet. Zhou and Zhang are told their places and no date; when
# money comes in they are told in their order, as far as it goes.
saved zhou 1200
saved zhang 1200
fund ma he 0
redeem ma asks zhou 10h
zhou  gets "收到:换10元"
redeem he approves 1
zhou  gets "您排第1位,轮到就告诉您。时间给您留着"
redeem ma asks zhang 10h
zhang gets "收到:换10元"
redeem he approves 2
zhang gets "您排第2位"
redeem ma cannot pays 1
advance 72h
fund ma he 12
zhou  gets "可以来取了:10元"
redeem ma cannot pays 2
fund ma he 30
zhang gets "可以来取了:10元"
redeem ma pays 1
zhou  gets "给您了"
redeem ma pays 2
zhang gets "给您了"
redeem he confirms 1
zhou  gets "收条:10元"
redeem he confirms 2
zhang gets "收条:10元"
balance zhou +600
balance zhang +600
nobody hears anything more
