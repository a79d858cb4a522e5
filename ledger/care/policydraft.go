package care

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// A stored policy may lack what was invented after it, and is completed; one
// that somebody sets now must say everything, or a line that was lost would
// change what it says in silence.

// mostPolicy is how long a policy may be, in bytes.
const mostPolicy = 256 << 10

// CheckPolicy refuses a policy that is to be set, with every fault and what
// mends it.
func CheckPolicy(body []byte) error {
	if len(body) > mostPolicy {
		return fmt.Errorf("a policy has at most %d bytes", mostPolicy)
	}
	_, err := ParsePolicy(body)
	var notTOML toml.ParseError
	if errors.As(err, &notTOML) {
		return errors.New(strings.TrimRight(notTOML.ErrorWithPosition(), "\n"))
	}
	missing, fault := missingSettings(body)
	if fault != nil {
		return errors.Join(err, fault)
	}
	return errors.Join(append([]error{err}, missing...)...)
}

// missingSettings are what the built-in policy says and this one does not.
func missingSettings(body []byte) (faults []error, err error) {
	var said, builtIn map[string]any
	if err := errors.Join(toml.Unmarshal(body, &said), toml.Unmarshal(defaultPolicy, &builtIn)); err != nil {
		return nil, err
	}
	lack(&faults, "", said, builtIn)
	return faults, nil
}

func lack(faults *[]error, table string, said, builtIn map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(builtIn)) {
		path := strings.TrimPrefix(table+"."+key, ".")
		have, known := said[key]
		inner, isTable := builtIn[key].(map[string]any)
		switch theirs, _ := have.(map[string]any); {
		case known && isTable:
			lack(faults, path, theirs, inner)
		case known:
		case isTable:
			*faults = append(*faults, fmt.Errorf("the table [%s] is missing; \"hourline policy show --built-in\" prints one", path))
		case isTables(builtIn[key]):
			*faults = append(*faults, fmt.Errorf("[[%s]] is missing; \"hourline policy show --built-in\" prints some, and %s = [] is for none", path, key))
		default:
			*faults = append(*faults, fmt.Errorf("%s is missing; the built-in policy has %s = %s", path, key, spelt(builtIn[key])))
		}
	}
}

func isTables(v any) bool {
	_, is := v.([]map[string]any)
	return is
}

// spelt is a value as the file writes it.
func spelt(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case []any:
		all := make([]string, len(v))
		for i, one := range v {
			all[i] = spelt(one)
		}
		return "[" + strings.Join(all, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// A PolicyChange is one setting that two policies say differently; empty where
// one does not have it.
type PolicyChange struct {
	Setting  string // dispatch.ring; grants[1].budget_minutes
	From, To string // as the file writes it
}

// ComparePolicies are the settings that two policies say differently, in the
// order of their names. What one of them lacks is as the built-in policy has it.
func ComparePolicies(from, to []byte) (changes []PolicyChange, err error) {
	a, err := settings(from)
	if err != nil {
		return nil, fmt.Errorf("the first policy: %w", err)
	}
	b, err := settings(to)
	if err != nil {
		return nil, fmt.Errorf("the second policy: %w", err)
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if a[name] != b[name] {
			changes = append(changes, PolicyChange{name, a[name], b[name]})
		}
	}
	return changes, nil
}

// settings are all that a policy says, by name.
func settings(body []byte) (map[string]string, error) {
	var said, builtIn map[string]any
	if err := errors.Join(toml.Unmarshal(body, &said), toml.Unmarshal(defaultPolicy, &builtIn)); err != nil {
		return nil, err
	}
	complete(said, builtIn)
	all := map[string]string{}
	flatten(all, "", said)
	return all, nil
}

// complete gives said what only the built-in policy says.
func complete(said, builtIn map[string]any) {
	for key, v := range builtIn {
		inner, isTable := v.(map[string]any)
		theirs, both := said[key].(map[string]any)
		if _, known := said[key]; !known {
			said[key] = v
		} else if isTable && both {
			complete(theirs, inner)
		}
	}
}

func flatten(all map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(all, strings.TrimPrefix(path+"."+key, "."), inner)
		}
	case []map[string]any:
		for i, inner := range v {
			flatten(all, fmt.Sprintf("%s[%d]", path, i+1), inner)
		}
	default:
		all[path] = spelt(v)
	}
}

// heading are the lines that policy show puts above a policy.
var heading = regexp.MustCompile(`^(?:# (?:version|proposal) [^\n]*\n)+`)

var writtenFrom = regexp.MustCompile(`^# version (\d+),`)

// PolicyHeading is the line that policy show puts above a version: who edits
// the file and sets it again says by it what it was made from.
func PolicyHeading(version int64, from string) string {
	return fmt.Sprintf("# version %d, in force from %s\n", version, from)
}

// withoutHeading is a policy's body, and the version that it was made from; 0
// when it does not say.
func withoutHeading(body []byte) (rest []byte, base int64) {
	head := heading.Find(body)
	if m := writtenFrom.FindSubmatch(head); m != nil {
		base, _ = strconv.ParseInt(string(m[1]), 10, 64) // digits; too many are no version
	}
	return body[len(head):], base
}
