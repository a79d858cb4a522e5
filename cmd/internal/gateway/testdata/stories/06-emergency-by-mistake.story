# She pressed 9 by mistake and says so at once; a person still rings back.
wang     calls               presses 9         hears "按错了"
wang     presses 1           hears "不叫人了"
ma       lets it ring
director lets it ring
advance 30s
director is rung             hears "又说按错了"  presses 1 hears "翠湖南路12号3栋201室"
director presses 1
wang     is rung             says "我没事,按错了"
director hears "按错了"
director gets "翠湖南路12号3栋201室"
director hangs up
wang     hangs up
he       is not rung
sun      is not rung
advance 10m
director is rung             hears "平安"      presses 1 hears "谢谢您"
advance 24h
nobody hears anything more
