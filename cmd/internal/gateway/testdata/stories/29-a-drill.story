# A drill rings for real; nobody is sent anywhere.
drill 翠湖社区
director is rung             hears "这是演练"
ma       is rung             hears "这是演练"
director presses 1           hears "演练通过,您不用去"
advance 24h
nobody hears anything more
