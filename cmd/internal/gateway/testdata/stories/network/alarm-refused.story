# In an emergency the carrier refuses, breaks off and says nothing: staff are
# rung all the same.
network  answers 429 500 html dropped empty slow 429 500
wang     calls              presses 9      hears "正在叫人"
he       lets it ring
director is rung            hears "紧急"   presses 2  hears "下一位"
network  answers dropped html 500
ma       is rung            hears "紧急"   presses 1  hears "翠湖南路12号3栋201室"
wang     hears "小马"
ma       gets "翠湖南路12号3栋201室"
nobody hears anything more
