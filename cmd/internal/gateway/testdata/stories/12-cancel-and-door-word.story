# She hears what is booked, asks for the door word, and cancels.
wang  calls                  presses 1 3 2 1 hears "记下了"
wang  hangs up
wang  calls                  presses 3 hears "还没有人接" 
wang  hangs up
zhang gets "看望" texts "接 {request}" gets "定了" gets "翠湖南路"
liu   gets "看望"
chen  gets "看望"
yang  gets "看望"
zhou  gets "看望"
mei   gets "visit"
wang  is rung presses 1 1 hears "再见"
advance 10s
wang  calls                  presses 3 hears "小张来看看您"
wang  presses 3              hears "马上打到您家"
wang  hangs up
wang  is rung                presses 1 hears "来的人会先说"
wang  hangs up
wang  calls                  presses 3 2 hears "不要小张" presses 1 hears "取消了"
wang  hangs up
zhang gets "不用去了"
wang  calls                  presses 3 hears "没有约好的事" presses 5 hears "还没有存时间"
tickets
nobody hears anything more
