# What is approved and not fetched in two weeks goes back by itself, hours and
# money. The power fails meanwhile.
saved zhou 1200
fund ma he 20
redeem ma asks zhou 16h
zhou gets "收到:换16元"
redeem he approves 1
zhou gets "可以来取了:16元"
advance 24h
crash
restart
advance 312h
zhou gets "过期了:换16元没办成,扣的16小时还给您了"
redeem ma cannot pays 1
redeem ma asks zhou 20h
zhou gets "收到:换20元"
redeem he approves 2
zhou gets "可以来取了:20元"
redeem ma pays 2
zhou gets "给您了:20元"
redeem he confirms 2
zhou gets "收条:20元"
balance zhou +0
nobody hears anything more
