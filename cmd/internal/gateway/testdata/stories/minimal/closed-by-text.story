# Who accepted does not pick up the elder's call, and closes the case by text:
# she is told so, and may call again.
wang     calls               presses 9         hears "正在叫人"
ma       lets it ring
director is rung             presses 1         hears "翠湖南路12号3栋201室" hears "先挂断"
director gets "翠湖南路12号3栋201室"
wang     hears "王主任接了"
director lets it ring
advance 15s
director texts "结案 {case} 在门口" gets "已结案"
wang     hears "事情办好了"  hears "还要帮忙,请按9" presses 9 hears "正在叫人"
director lets it ring
wang     hangs up
ma       is rung             presses 1         hears "老人已经挂了电话" presses 2 hears "谢谢您"
ma       gets "翠湖南路12号3栋201室" texts "结案 {case}" gets "已结案"
advance 24h
nobody hears anything more
