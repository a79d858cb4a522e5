# Whoever cannot speak texts; whoever is in a meeting takes it by text.
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
zhou     texts "SOS"         gets "正在叫人"
ma       gets "呼救"         texts "收到 {case}" gets "老周,莲花池正街5号"
director gets "呼救"         gets "小马已经接了"
he       gets "呼救"         gets "小马已经接了"
sun      gets "呼救"         texts "SD {case}" gets "小马已经接了" gets "小马先接了"
ma       texts "结案 {case} 平安" gets "已结案"
advance 24h
nobody hears anything more
