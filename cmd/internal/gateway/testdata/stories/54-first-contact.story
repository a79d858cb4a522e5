# Grandpa Sun is newly in the books: somebody goes, hands over magnet and card,
# and asks what he agrees to. Nobody is told before it is overdue.
enrol    孙爷爷 elder stranger
tickets  first-contact
advance  3d
nobody hears anything more
director texts "GD"          gets "首次上门,孙爷爷"
consent  stranger service
director texts "BW {ticket} 卡和冰箱贴都给了" gets "办结了"
tickets
enrol    孙爷爷 elder stranger
tickets
stranger calls               hears "孙爷爷您好"
stranger hangs up
advance  20d
nobody hears anything more
