# Work that nobody does goes up: its owner is told when it is overdue, the
# coordinator when it stays so, in the hours of texts, and once a day after.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
wang     calls               presses 0
advance  3m
wang     hears "打回去"
advance  30m
director gets "您有1件事过了时间" gets nothing
wang     calls               presses 0
advance  3m
wang     hears "打回去"
tickets  call-back call-back
advance  32m
ma       gets "您有1件事过了时间"
advance  90m
director gets "一直没办"
advance  1h
director gets "一直没办"    gets nothing
director texts "GD"          gets "王奶奶"
advance  24h
director gets "2件事一直没办" gets nothing
nobody hears anything more
