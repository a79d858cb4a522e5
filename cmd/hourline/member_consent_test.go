package main

import "testing"

func TestAConsentIsReadOutAndKept(t *testing.T) {
	dir := begun(t)
	must(t, "member", "import", file(t, "office.csv", office), "--data", dir)
	consent := func(more ...string) string {
		return must(t, append([]string{"member", "consent", "10000012", "--data", dir}, more...)...)
	}
	has(t, consent(), "service    not asked  为了派人来帮您", "recording  not asked")
	has(t, consent("--kind", "service", "--actor", director), "王奶奶: service given (zh-CN ")
	has(t, consent("--kind", "recording", "--refused", "--actor", director), "王奶奶: recording refused (zh-CN ")
	has(t, consent(), "given ", "by "+director+" (zh-CN ", "refused ")
	has(t, must(t, "member", "show", "10000012", "--data", dir), "service given ", "health not asked")

	code, _, errs := hourline(t, "member", "consent", "10000012", "--kind", "service", "--actor", "10000012", "--data", dir)
	if code != failedCheck {
		t.Errorf("an elder asks herself: exit %d", code)
	}
	has(t, errs, "one of the staff")
	for _, line := range [][]string{{"--kind", "service"}, {"--refused"}, {"--kind", "everything", "--actor", director}} {
		if code, _, _ := hourline(t, append([]string{"member", "consent", "10000012", "--data", dir}, line...)...); code != wrongUse {
			t.Errorf("%v: exit %d", line, code)
		}
	}
}
