# The second number opens an emergency without a key; so does a text.
wang  calls 2                hears "正在叫人"
director is rung             presses 2 hears "下一位"
ma    is rung                presses 1 hears "王奶奶"
he    lets it ring
zhou  texts "救命啊!!!"      gets "正在叫人"
ma    hangs up
