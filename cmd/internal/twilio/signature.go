package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// longestForm is the longest webhook that is read, in bytes.
const longestForm = 64 << 10

// A Verifier tells the carrier's webhooks from forged ones. The signature is
// an HMAC-SHA1, keyed with the auth token, over the URL and the form; it has
// no time in it, so a webhook that is posted again passes again.
// See https://www.twilio.com/docs/usage/security.
type Verifier struct {
	bases  []string // the public URL, with and without its port: carriers sign either
	tokens [][]byte
}

// NewVerifier checks webhooks that the carrier posts to publicURL and the
// paths below it, signed with any of the tokens. A path in publicURL is one
// that a proxy takes off before we see the request.
func NewVerifier(publicURL string, tokens ...string) (*Verifier, error) {
	u, err := parseBase(publicURL)
	if err != nil {
		return nil, fmt.Errorf("the public URL %q: %w", publicURL, err)
	}
	if len(tokens) == 0 || slices.Contains(tokens, "") {
		return nil, errors.New("the carrier's auth token must be set: anybody can sign with an empty one")
	}
	v := &Verifier{bases: bases(*u)}
	for _, token := range tokens {
		v.tokens = append(v.tokens, []byte(token))
	}
	return v, nil
}

// bases are the ways to write a public URL.
func bases(u url.URL) []string {
	given := strings.TrimSuffix(u.String(), "/")
	other := u
	switch {
	case u.Port() != "":
		other.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	case u.Scheme == "https":
		other.Host += ":443"
	default:
		other.Host += ":80"
	}
	return []string{given, strings.TrimSuffix(other.String(), "/")}
}

// Middleware lets only signed forms pass; everything else is answered 403
// without a reason. The form is in r.PostForm for the next handler.
func (v *Verifier) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, longestForm)
		if !isForm(r) || r.ParseForm() != nil || !v.signed(r.URL.RequestURI(), r.PostForm, r.Header.Get("X-Twilio-Signature")) {
			http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPost && err == nil && kind == "application/x-www-form-urlencoded"
}

// signed reports whether the signature is one of ours for this request.
func (v *Verifier) signed(requestURI string, form url.Values, signature string) bool {
	parameters, ok := signedText(form), false
	for _, token := range v.tokens {
		for _, base := range v.bases {
			ok = equal(sign(token, base+requestURI, parameters), signature) || ok
		}
	}
	return ok
}

// signedText is the form as it is signed: names and values run together, in
// the order of the names. A name that comes twice is signed with each of its
// values once; Twilio's Go validator looks at the first one only.
func signedText(form url.Values) []byte {
	names, length := make([]string, 0, len(form)), 0
	for name, values := range form {
		names = append(names, name)
		for _, value := range values {
			length += len(name) + len(value)
		}
	}
	slices.Sort(names)
	text := make([]byte, 0, length)
	for _, name := range names {
		values := form[name]
		if len(values) > 1 {
			values = slices.Compact(slices.Sorted(slices.Values(values)))
		}
		for _, value := range values {
			text = append(append(text, name...), value...)
		}
	}
	return text
}

// Sign is the signature by which a carrier would post a form to a URL; the
// doctor posts one to itself.
func Sign(token, target string, form url.Values) string {
	return sign([]byte(token), target, signedText(form))
}

func sign(token []byte, target string, parameters []byte) string {
	mac := hmac.New(sha1.New, token)
	mac.Write([]byte(target))
	mac.Write(parameters)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
