# Old Zhou moves to the old town and takes two of his hours along. They are set
# aside, credited there once, and leave; his passbook names it, on paper and by ear.
saved zhou 1200
transfer ma sends zhou 2h he
zhou gets "转给老城时间银行的2小时已经发出"
zhou texts "余额"       gets "存20:00,可用18:00"
balance zhou +1200
transfer ma cannot takes
transfer oldtown credits
transfer oldtown credits
transfer oldtown reads zhou +720
transfer ma takes
zhou gets "2小时已到老城时间银行"
transfer ma takes
balance zhou -120
zhou texts "余额"       gets "转走"
nobody hears anything more
