package carrier

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// Sign is the X-Twilio-Signature of a webhook: HMAC-SHA1, keyed with the auth
// token, over the URL as it is requested followed by every parameter of the
// body, name and value run together, in the order of the names. A GET has its
// parameters in the URL and none here.
// See https://www.twilio.com/docs/usage/security.
func Sign(token, target string, params url.Values) string {
	var text strings.Builder
	text.WriteString(target)
	for _, name := range sortedNames(params) {
		values := slices.Compact(slices.Sorted(slices.Values(params[name])))
		for _, value := range values {
			text.WriteString(name)
			text.WriteString(value)
		}
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(text.String()))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func sortedNames(params url.Values) []string {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
