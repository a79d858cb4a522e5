package main

import (
	"strings"
	"testing"
)

const ladder = `repeat_every = "1m"
repeat_for = "30m"
then_every = "5m"
elder_calls = ["3m"]

[[steps]]
after = "0s"
call = ["duty", "guard"]
count = 1

[[steps]]
after = "90s"
call = ["staff", "key"]
text = ["family"]

[[numbers]]
who = "guard"
name = "门卫"
phone = "13800000177"
`

func TestALadderIsSetAndShown(t *testing.T) {
	dir := staffed(t)
	has(t, must(t, "ladder", "show", "--data", dir), "翠湖社区 has no ladder of its own", "call the first 2 of  duty         李主任 …0101, Zhao …0102", "the gateway's fallback number", "every 1m for 30m, and every 5m after that", "孙主任 …0103")
	set := []string{"ladder", "set", file(t, "ladder.toml", ladder), "--community", "翠湖社区", "--actor", "吴主任", "--data", dir}
	has(t, must(t, append(set, "--check")...), "nothing was stored")
	has(t, must(t, set...), "翠湖社区 has ladder 1; ")
	has(t, must(t, set...), "翠湖社区 has ladder 1; ")
	shown := must(t, "ladder", "show", "--community", "翠湖社区", "--data", dir)
	has(t, shown, "翠湖社区, ladder 1 of ", " by 吴主任\n")
	if !strings.HasSuffix(shown, `
after  how                  who        people now
   0s  call the first 1 of  duty       李主任 …0101, Zhao …0102
                            guard      门卫 …0177
1m30s  call                 staff      李主任 …0101, Zhao …0102
                            key        the elder's contacts
       text                 family     the elder's contacts
 then  call                 everybody  every 1m for 30m, and every 5m after that
   3m  call                 the elder  who has hung up
`) {
		t.Errorf("the ladder is:\n%s", shown)
	}
	has(t, must(t, "ladder", "show", "--community", "翠湖社区", "--full", "--data", dir), "+8613800000177", "+8613800000101")
	if edit := must(t, "ladder", "show", "--community", "翠湖社区", "--toml", "--data", dir); edit != ladder {
		t.Errorf("to edit:\n%s", edit)
	}
	has(t, must(t, "ladder", "show", "--community", "莲花社区", "--toml", "--data", dir), "# The ladder of the policy", "[[steps]]\n")
}

func TestABadLadderIsRefused(t *testing.T) {
	dir := staffed(t)
	set := func(text string) string {
		t.Helper()
		code, out, errs := hourline(t, "ladder", "set", file(t, "ladder.toml", text), "--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
		if code != failedCheck || out != "" {
			t.Errorf("exit %d, %q", code, out)
		}
		return errs
	}
	has(t, set(""), "hourline: set ladder: the ladder was not stored", "steps is empty")
	has(t, set(strings.Replace(ladder, `"staff"`, `"supervisor"`, 1)), `"supervisor" means nobody in 翠湖社区`, "role coordinator")
	if errs := set(strings.Replace(ladder, "13800000177", "1380000", 1)); strings.Contains(errs, "1380000") {
		t.Errorf("a number can be read in: %s", errs)
	}
}

func TestARosterWithGapsSaysWhoIsRungInThem(t *testing.T) {
	dir := staffed(t)
	must(t, "ladder", "set", file(t, "ladder.toml", ladder), "--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
	has(t, must(t, "roster", "set", file(t, "duty.csv", "days,from,until,member\nmon-sat,00:00,24:00,10000012\n"), "--community", "翠湖社区", "--actor", "吴主任", "--data", dir),
		"nobody is on duty every Sun 00:00 to Mon 00:00; the first step of the ladder rings 门卫 then\n")
}
