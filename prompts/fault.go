package prompts

import (
	"errors"
	"fmt"
)

// A Fault is something in the files that a coordinator must mend.
type Fault struct {
	File  string // zh-CN/voice.toml
	Key   string // the prompt, empty when the whole file is meant
	Wrong string
	Mend  string
}

// Error is the fault in one line.
func (f *Fault) Error() string {
	where := f.File
	if f.Key != "" {
		where += ": " + f.Key
	}
	return where + ": " + f.Wrong + "; " + f.Mend
}

// faults collects what is wrong, so that all of it is told at once.
type faults []error

func (f *faults) add(file, key, mend, wrong string, args ...any) {
	*f = append(*f, &Fault{File: file, Key: key, Wrong: fmt.Sprintf(wrong, args...), Mend: mend})
}

// join is nil when nothing is wrong.
func (f faults) join() error {
	if len(f) == 0 {
		return nil
	}
	return fmt.Errorf("prompts:\n%w", errors.Join(f...))
}
