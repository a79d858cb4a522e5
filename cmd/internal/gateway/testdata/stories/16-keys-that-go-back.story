# A bouncing key counts once, * goes back, # says it again, 0 is a person.
wang calls                  hears "王奶奶您好"
wang presses 1              hears "家务事"
wang presses *              hears "请人到家里来"
wang presses 2              hears "陪您买东西"
wang presses #              hears "陪您买东西"
wang presses *              hears "请人到家里来"
wang presses 0              hears "转工作人员"
director is rung            hears "接听" presses 1
wang says "您好"
director hears "您好"
nobody hears anything more
