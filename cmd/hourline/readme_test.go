package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"hourline/ledger/care"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whoever copies a command from the README finds that it is one, with these
// arguments and flags. A sentence may name one, or a group of them, and leave
// its arguments out.
func TestEveryCommandOfTheReadmeIsOne(t *testing.T) {
	text := readme(t)
	var lines []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		lines = append(lines, regexp.MustCompile(`(?m)^hourline .*`).FindAllString(block[1], -1)...)
	}
	for _, span := range regexp.MustCompile("`(hourline [^`]+)`").FindAllStringSubmatch(text, -1) {
		lines = append(lines, span[1])
	}
	if len(lines) < 30 {
		t.Fatalf("only %d commands were found", len(lines))
	}
	t.Chdir(t.TempDir())
	for _, file := range regexp.MustCompile(`[\w-]+\.(csv|toml|zip|key|note|answer)\b`).FindAllString(strings.Join(lines, "\n"), -1) {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range lines {
		line, _, _ := strings.Cut(line, " #")
		line, _, _ = strings.Cut(line, " > ")
		words := strings.Fields(line)[1:]
		_, err := newParser(new(commands)).Parse(words)
		if err != nil && (strings.Contains(line, "--") || !namesCommands(words)) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func namesCommands(words []string) bool {
	node := newParser(new(commands)).Model.Node
	for _, word := range words {
		var next *kong.Node
		for _, child := range node.Children {
			if child.Name == word {
				next = child
			}
		}
		if node = next; node == nil {
			return false
		}
	}
	return true
}

// What a coordinator is shown is explained.
func TestTheReadmeExplainsEverySignal(t *testing.T) {
	text := readme(t)
	for _, kind := range care.SignalKinds {
		if !strings.Contains(text, "`"+string(kind)+"`") {
			t.Errorf("the README does not explain the signal %s", kind)
		}
	}
}

// A reader who knows no Go checks a receipt in three commands: the program is
// built, the receipt is true, and one letter of it changed makes it false.
func TestAReaderChecksUs(t *testing.T) {
	_, chapter, _ := strings.Cut(readme(t), "\n### Check us\n")
	block := regexp.MustCompile("(?s)```sh\n(.*?)\n```").FindStringSubmatch(chapter)
	if block == nil {
		t.Fatal("the README has no chapter with commands to check us")
	}
	commands := strings.Split(block[1], "\n")
	if len(commands) != 3 || !strings.HasPrefix(commands[0], "go build -o bin/ ./cmd/hourline ") {
		t.Fatalf("the commands are %q", commands)
	}
	for i, want := range []struct {
		code int
		says string
	}{{ok, "balance after"}, {failedCheck, "Not true"}} {
		c := exec.Command("sh", "-c", strings.ReplaceAll(commands[i+1], "bin/hourline", program(t)))
		c.Dir = "../.."
		said, _ := c.CombinedOutput()
		if code := c.ProcessState.ExitCode(); code != want.code || !strings.Contains(string(said), want.says) {
			t.Errorf("%s: exit %d\n%s", commands[i+1], code, said)
		}
	}
}

// The sample has a witness's signature too, and is read for ever.
func TestTheSampleIsSignedByAWitness(t *testing.T) {
	has(t, must(t, "verify", "--receipt", "sample/receipt.tlog-proof", "--key", "sample/log.pub", "--witness", "sample/witness.pub", "--lang", "en"),
		"bureau.example.org/witness, 2026-11-25", "A witness has seen this log")
}
