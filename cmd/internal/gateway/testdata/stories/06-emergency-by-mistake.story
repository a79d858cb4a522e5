# She pressed 9 by mistake and says so at once; a person still rings back.
wang     calls               presses 9         hears "按错了"
wang     presses 1           hears "不叫人了"
director lets it ring
ma       lets it ring
advance 10m
he       is not rung
sun      is not rung
tickets case-cancelled
