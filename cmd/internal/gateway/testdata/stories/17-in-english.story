# Wu Mei was registered in English: she is spoken to, texted and answered in
# English, while Grandma Wang hears Chinese.
mei  calls                  hears "to come to your home, press 1"
mei  presses 3              hears "press"
mei  hangs up
wang calls                  presses 1 2 2 1 hears "记下了"
wang hangs up
mei  gets "company"         texts "TAKE {request}" gets "It is yours" gets "翠湖南路12号3栋201室"
liu   gets "陪聊"
chen  gets "陪聊"
yang  gets "陪聊"
zhou  gets "陪聊"
zhang gets "陪聊"
wang is rung                presses 1 hears "Wu Mei" hears "先说" presses 1 hears "再见"
advance to 17:30
mei  gets "Reminder"
wang is rung                presses 1 hears "Wu Mei" presses 1 hears "再见"
advance to 08:30
mei  gets "Reminder"
advance to 09:30
mei  texts "START {code}"   gets "Started"
advance 2h
mei  texts "FINISH {code}"  gets "Finished"
wang is rung                presses 1 1 hears "谢谢您"
mei  gets "saved"
balance mei +120
mei  texts "HOURS"          gets "2 h"
nobody hears anything more
