package gateway_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"hourline/cmd/internal/demo"
)

// A disk that fails takes the whole process with it, so the test plays it in
// a process of its own.
const alone = "HOURLINE_TEST_ALONE"

func TestAFailingDisk(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAFailingDiskAlone$", "-test.v")
	cmd.Env = append(os.Environ(), alone+"=1", "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestAFailingDiskAlone") {
		t.Errorf("%v\n%s", err, out)
	}
}

// fileLimit makes every write beyond so many bytes of a file fail.
func fileLimit(t *testing.T, bytes uint64) {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = min(bytes, limit.Max)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
}

// Nothing can be written for a while, in the middle of an emergency and of
// other calls; then it can, and everything goes on without a restart.
func TestAFailingDiskAlone(t *testing.T) {
	if os.Getenv(alone) == "" {
		return // TestAFailingDisk plays it
	}
	log := &recorder{t: t, expected: []string{passedOn, textLost, "the bank cannot write"}, allowed: brokenBooks}
	tr := &trial{T: t, Town: openWith(t, demo.Options{}, log)}
	t.Cleanup(func() { t.Log(tr.transcript.String()) })
	tr.play(`
wang  calls presses 1 2 2   hears "请按1"
`)
	fileLimit(t, 0)
	tr.quickly(`
wang  presses 1             hears "转工作人员"
wang  hangs up
`)
	tr.quickly(`
wang  calls presses 9       hears "转接值班人员"
room  is rung
wang  says "我摔倒了"
room  hears "我摔倒了"        says "我马上找人来"
wang  hears "我马上找人来"
`)
	tr.play(`zhou texts "SOS" gets nothing`)
	if status, said := look(t, tr.App.DeskURL()+"/readyz"); status != 503 || !strings.Contains(said, "FAIL  books write") {
		t.Errorf("%d %s", status, said)
	}
	time.Sleep(2 * time.Second) // of the machine's own time, in which nobody may spin
	fileLimit(t, ^uint64(0))
	tr.eventually("two emergencies", func() bool { return tr.cases() == 2 })
	tr.play(`
director is rung presses 1
room     hangs up
wang     calls presses 1 2 2 1 hears "记下了"
`)
	tr.eventually("ready", func() bool { status, _ := look(t, tr.App.DeskURL()+"/readyz"); return status == 200 })
	tr.whole()
	if n := log.count("level=ERROR"); n > 20 {
		t.Errorf("%d errors were logged", n)
	}
}
