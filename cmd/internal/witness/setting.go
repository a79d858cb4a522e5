package witness

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"hourline/ledger/proof"
)

// A Witness is somebody who is asked.
type Witness struct {
	proof.Cosigner
	URL string // its submission prefix, without a slash at the end
}

// Parse reads a witness: its verifier key, a space, and the address under which
// it is asked.
func Parse(text string) (w Witness, err error) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return w, errors.New("a witness is written as its verifier key, a space, and its address, such as \"bureau.example/w+0a1b2c3d+BA… https://witness.bureau.example\"")
	}
	if w.Cosigner, err = proof.ParseCosigner(words[0]); err != nil {
		return w, err
	}
	u, err := url.Parse(words[1])
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" {
		return w, fmt.Errorf("the witness %s: its address is written like https://witness.bureau.example", w.Name())
	}
	w.URL = strings.TrimRight(words[1], "/")
	return w, nil
}

// ParseAll reads witnesses, none of them twice.
func ParseAll(texts []string) (all []Witness, err error) {
	known := map[string]bool{}
	for _, text := range texts {
		w, err := Parse(text)
		if err != nil {
			return nil, err
		}
		if known[w.String()] {
			return nil, fmt.Errorf("the witness %s is named twice", w.Name())
		}
		known[w.String()] = true
		all = append(all, w)
	}
	return all, nil
}

// Lines are the witnesses of a file: one on each line, empty lines and those
// that begin with # aside.
func Lines(file io.Reader) (all []string, err error) {
	for s := bufio.NewScanner(file); ; {
		if !s.Scan() {
			return all, s.Err()
		}
		if line := strings.TrimSpace(s.Text()); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
}
