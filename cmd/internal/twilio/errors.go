package twilio

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// A Class says what is known about a request that failed.
type Class int

const (
	// Ambiguous: the carrier may have done it. Look in its list before trying again.
	Ambiguous Class = iota
	// Retry: the carrier did not do it and may do so later.
	Retry
	// Permanent: the carrier did not do it and will not.
	Permanent
)

func (c Class) String() string {
	return [...]string{"ambiguous", "retry", "permanent"}[c]
}

// Codes that are treated apart; see https://www.twilio.com/docs/api/errors.
const (
	codeConcurrency   = 10004 // too many calls at the same time
	codeTooMany       = 20429
	codeNotInProgress = 21220 // the call is over, or not yet answered
	codeOptedOut      = 21610 // the recipient texted STOP
)

// An Error is a request that failed. It holds no phone number in clear.
type Error struct {
	Class      Class
	HTTPStatus int // 0 without an answer
	Code       int // the carrier's own; 0 for none
	Message    string
	cause      error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("carrier: " + e.Message)
	if e.HTTPStatus != 0 {
		fmt.Fprintf(&b, " (HTTP %d", e.HTTPStatus)
		if e.Code != 0 {
			fmt.Fprintf(&b, ", code %d", e.Code)
		}
		b.WriteByte(')')
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.cause }

// Classify is the class of an error of this package. Of a foreign error
// nothing is known, so it is Ambiguous.
func Classify(err error) Class {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Class
	}
	return Ambiguous
}

// OptedOut reports whether a text was refused because the recipient wants no
// texts. Calls still reach such a person.
func OptedOut(err error) bool { return code(err) == codeOptedOut }

func code(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return 0
}

// refusal is the error that the carrier answered with. Some switches write the
// code as a string, and what stands before a carrier may answer in HTML.
func refusal(response *http.Response, body []byte) *Error {
	var said struct {
		Code    any    `json:"code"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // whatever is missing stays empty
	number, _ := strconv.Atoi(fmt.Sprint(said.Code))
	return &Error{
		Class:      classOf(response.StatusCode, number),
		HTTPStatus: response.StatusCode,
		Code:       number,
		Message:    cmp.Or(masked(said.Message), http.StatusText(response.StatusCode), "refused"),
	}
}

func classOf(status, code int) Class {
	switch {
	case status == http.StatusTooManyRequests, code == codeTooMany, code == codeConcurrency:
		return Retry
	case status >= 500, status == http.StatusRequestTimeout:
		return Ambiguous
	}
	return Permanent
}

// ambiguous is a success of which the answer cannot be understood.
func ambiguous(response *http.Response, cause error) *Error {
	return &Error{Class: Ambiguous, HTTPStatus: response.StatusCode, Message: "done, it seems", cause: cause}
}

// unreadable makes an *Error of what Twilio's client could not decode.
func unreadable(err error) error {
	if _, ours := errors.AsType[*Error](err); ours || err == nil {
		return err
	}
	return &Error{Class: Ambiguous, Message: "the answer cannot be understood", cause: err}
}

var phone = regexp.MustCompile(`\+?\d[\d ()-]{4,}\d{4}`)

// masked is a message of the carrier with all but the last four digits of
// phone numbers left out.
func masked(message string) string {
	return phone.ReplaceAllStringFunc(message, func(number string) string { return "…" + number[len(number)-4:] })
}
