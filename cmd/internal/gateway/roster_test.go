package gateway_test

import (
	"strings"
	"testing"

	"hourline/cmd/internal/demo"
	"hourline/ledger/care"
)

// Five to eight in the evening 小马 takes an emergency; at eight 小何 comes on
// duty. Each of them gets a text, and the next emergency rings 小何.
func TestAHandOverInTheEvening(t *testing.T) {
	t.Parallel()
	tr := &trial{T: t, Town: openWith(t, demo.Options{}, &recorder{t: t})}
	file := "days,from,until,member\n每天,08:00,20:00,小马:13800000102\n每天,20:00,08:00,小何:13800000103\n"
	must(t, second(tr.App.Centre.SetRoster(t.Context(), care.RosterFile{Community: "翠湖社区", Actor: "王主任", File: strings.NewReader(file)})))
	tr.play(`ma gets "您在翠湖社区值班,到今天20:00为止"
advance 10h55m
wang calls hears "王奶奶您好"
wang presses 9 hears "正在叫人"
ma is rung hears "紧急"
ma presses 1 hears "交给您了"
wang hangs up
advance 6m
ma gets "您下班了"
he gets "您在翠湖社区值班,到明天8:00为止"
li calls hears "李爷爷"
li presses 1 9 hears "正在叫人"
he is rung hears "紧急"
he presses 1 hears "交给您了"`)
}

func second[T any](_ T, err error) error { return err }
