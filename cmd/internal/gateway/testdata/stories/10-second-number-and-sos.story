# The second number opens an emergency without a key; so does a text.
wang  calls 2                hears "正在叫人"
director is rung             presses 2 hears "下一位"
he    lets it ring
ma    is rung                presses 1 hears "王奶奶"
wang  hears "小马"
ma    gets "王奶奶"
ma    hangs up
wang  hangs up
ma    lets it ring
zhou  texts "救命啊!!!"      gets "正在叫人"
director is rung             presses 1 hears "老周"
director gets "老周"
nobody hears anything more
