# Hours come from the old town, once, to whom they are for and as far as the limit goes.
transfer oldtown sends zhou 2h
transfer ma cannot credits wang
transfer ma credits zhou
zhou gets "老城时间银行转来2小时,您共有2小时"
transfer ma credits zhou
transfer oldtown takes
transfer oldtown reads zhou +480
balance zhou +120
transfer oldtown sends zhou 8h
transfer ma credits zhou
zhou gets "转来8小时,您共有10小时"
zhou calls              presses 3 5 2 hears "转来,存了八小时"
zhou  hangs up
nobody hears anything more
