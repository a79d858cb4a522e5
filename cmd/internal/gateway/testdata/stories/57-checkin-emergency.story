# Asked whether she is well, she presses 9: staff are rung, as for any
# emergency, and nobody asks her again.
ma       lets it ring
checkin  wang 10:00
advance  to 10:00
wang     is rung             hears "问您好"     presses 9 hears "正在叫人"
director is rung             hears "紧急"       presses 1 hears "翠湖南路12号3栋201室"
wang     hears "王主任"
director gets "翠湖南路12号3栋201室"
director texts "结案 {case} 平安" gets "已结案"
director hangs up
wang     hangs up
tickets
advance  3h
nobody hears anything more
