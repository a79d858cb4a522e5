# What the old town does not take comes back, by its signed word and by nothing else:
# not by time, and not by a power cut.
saved zhou 1200
transfer ma sends zhou 2h he
zhou gets "已经发出"
crash
restart
transfer ma cannot takes
zhou texts "余额"       gets "存20:00,可用18:00"
transfer oldtown refuses
transfer ma takes
zhou gets "老城时间银行没有收,2小时退回来了,可用20小时"
balance zhou +1200
transfer oldtown reads zhou +600
nobody hears anything more
