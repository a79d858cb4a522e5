# Somebody else asked in Zhou's name. He finds out and refuses, and the hours are
# free again. What Zhou asks for later he wants no more, and it is cancelled.
saved zhou 1200
fund ma he 500
redeem ma asks zhou 20h
zhou gets "收到:换20元,先扣20小时"
redeem ma cannot asks zhou 1h
redeem he refuses 1
zhou gets "没有批准换20元。扣的20小时还给您了"
tickets
redeem he cannot approves 1
redeem ma asks zhou 5h
zhou gets "收到:换5元"
redeem he approves 2
zhou gets "可以来取了:5元"
redeem zhou cancels 2
zhou gets "取消了:不换5元了,扣的5小时还给您了"
redeem ma cannot pays 2
tickets
balance zhou +1200
nobody hears anything more
