# Zhou is a volunteer and an elder: what he was given for a visit to Grandma Wang
# pays for the one that he receives. It was not so, he says when he is rung, and
# has his hours back.
visit ma enters wang zhou 2h
zhou  gets "工作人员补录"
visit he confirms 1
zhou  gets "存入2小时"
wang  is rung               presses 1 1 hears "谢谢您"
balance zhou +120
visit ma enters zhou zhang 3h
zhang gets "工作人员补录"
visit he confirms 2
zhang gets "存入3小时"
zhou  gets "请人:用了2小时"
paid 2 own 120 granted 0 pool 60
balance zhou -120
pool 莲花社区 -60
zhou  is rung               hears "小张来了" presses 2 hears "有人会打电话给您"
zhang gets "先退回3小时"
paid 2 own 0 granted 0 pool 0
balance zhou +120
balance zhang +0
pool 莲花社区 0
pool 翠湖社区 -120
tickets not-right
nobody hears anything more
