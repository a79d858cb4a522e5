# Key 0 reaches a person who presses 1; a voicemail does not count.
wang     calls               presses 0         hears "转工作人员"
director machine answers
advance 1m
ma       is rung             hears "接听" presses 1
wang     says "我想问一件事"
ma       hears "我想问一件事"
ma       hangs up
wang     hears "再见"
tickets
nobody hears anything more
