# Ma and He give Zhou a PIN. Somebody guesses it, and it is locked; he is told,
# and only in person he gets another one.
pin zhou wrong is wrong
pin ma he sets zhou
pin zhou right is right
pin zhou wrong is wrong
pin zhou wrong is wrong
pin zhou wrong is wrong
pin zhou wrong is wrong
pin zhou wrong is locked
zhou gets "已经锁住"
pin zhou right is locked
advance 24h
crash
restart
pin zhou right is locked
pin ma he sets zhou
pin zhou right is right
nobody hears anything more
