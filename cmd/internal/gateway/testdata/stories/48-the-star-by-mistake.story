# Grandma Wang presses the star by mistake: the star leads back. A code that is
# not of her home begins nothing; 9 is an emergency even where a code is asked for.
wang  calls                 presses * hears "志愿者登记" hears "星号键"
wang  presses *             hears "王奶奶您好"
wang  presses * 1 2222      hears "没有这个编号"
wang  presses 8888          hears "没有这个编号"
wang  presses *             hears "到了,请按1"
ma    lets it ring
wang  presses 1 9           hears "正在叫人"
director is rung            presses 1 hears "王奶奶"
wang  hears "王主任"
director gets "王奶奶"
nobody hears anything more
