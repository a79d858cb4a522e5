package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"hourline/cmd/internal/twilio"
	"hourline/ledger/care"
)

// token asks the carrier for as little as there is, with the account's token.
func (x *examination) token(ctx context.Context) Finding {
	profile, err := twilio.ProfileByName(x.Carrier)
	if err != nil {
		return failed(oneLine(err), "choose one with --carrier")
	}
	client, err := twilio.New(twilio.Config{BaseURL: x.CarrierURL, AccountSID: x.AccountSID, AuthToken: x.AuthToken, Profile: profile})
	if err != nil {
		return failed(oneLine(err), "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
	}
	began := x.now()
	clock, err := client.Reach(ctx)
	switch status := twilio.Status(err); {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return failed(fmt.Sprintf("the carrier refuses it (HTTP %d)", status), "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again from the carrier's console")
	case status == http.StatusNotFound:
		return failed("the carrier does not know the account (HTTP 404)", "copy TWILIO_ACCOUNT_SID again from the carrier's console, and look at --carrier-url")
	case err != nil:
		return failed(oneLine(err), "look at --carrier-url, the network, and the carrier's status page")
	}
	x.carrier, x.clock = client, clock
	x.asked = began.Add(x.now().Sub(began) / 2)
	return fine("the carrier accepts it")
}

// notAsked is the finding of a check that needs the carrier.
func notAsked() Finding { return warning("not looked at: the carrier did not answer", "see token") }

// How far this clock may be from the carrier's: codes and texts carry times,
// and signatures of HTTPS fail when it is far off.
const (
	someSkew = 5 * time.Second
	muchSkew = 60 * time.Second
)

// clockSkew compares this machine's clock with the carrier's.
func (x *examination) clockSkew(context.Context) Finding {
	if x.carrier == nil {
		return notAsked()
	}
	if x.clock.IsZero() {
		return warning("the carrier does not say what time it is", "look with timedatectl")
	}
	off := x.asked.Sub(x.clock.Add(time.Second / 2)).Abs() // its clock tells whole seconds
	found := fmt.Sprintf("%s from the carrier's", off.Round(time.Second))
	const mend = "let the machine set its clock: timedatectl set-ntp true"
	switch {
	case off > muchSkew:
		return failed(found, mend)
	case off > someSkew:
		return warning(found, mend)
	}
	return fine(found)
}

// number looks whether the hotline belongs to the account and leads here.
func (x *examination) number(ctx context.Context) Finding { return x.line(ctx, x.Number) }

// emergencyNumber looks at the second number in the same way.
func (x *examination) emergencyNumber(ctx context.Context) Finding {
	if x.EmergencyNumber == "" {
		return fine("none is set; key 9 opens an emergency on the hotline")
	}
	return x.line(ctx, x.EmergencyNumber)
}

// line looks at one number of the account.
func (x *examination) line(ctx context.Context, number string) Finding {
	if number == "" {
		return failed("not set", "set HOURLINE_NUMBER to the number that people dial")
	}
	p, err := care.ParsePhone(number)
	if err != nil {
		return failed(oneLine(err), "write it like +8687165000000")
	}
	if x.carrier == nil {
		return notAsked()
	}
	own, owned, err := x.carrier.OwnNumber(ctx, string(p))
	switch {
	case twilio.Status(err) == http.StatusNotFound:
		return warning("the carrier does not list numbers", "look there by hand: calls go to "+x.wanted("/voice")+", texts to "+x.wanted("/sms"))
	case err != nil:
		return failed(oneLine(err), "see token")
	case !owned:
		return failed("the account does not have "+p.String(), "buy it, or set the right number or account")
	}
	return x.webhooks(own)
}

// rules are the carrier's rules for a webhook that fails: try again, so that
// a restart loses nothing.
const rules = "#rc=2&rp=ct,5xx"

// wanted is what a webhook of the number must be.
func (x *examination) wanted(path string) string {
	base := x.publicBase()
	if base == "" {
		base = "http://HOST" // --listen, as the carrier on this machine reaches it
	}
	return base + path
}

// webhooks looks whether a number's webhooks lead here.
func (x *examination) webhooks(n twilio.Number) Finding {
	if n.Elsewhere {
		return failed("the account has it, but an application or a trunk takes its calls or texts", "take it out there, so that the webhooks count")
	}
	for _, hook := range []struct{ what, url, method, path string }{
		{"A call comes in", n.VoiceURL, n.VoiceMethod, "/voice"},
		{"A message comes in", n.TextURL, n.TextMethod, "/sms"},
		{"Call status changes", n.StatusURL, n.StatusMethod, "/voice/status"},
	} {
		url, _, _ := strings.Cut(hook.url, "#")
		right := url == x.wanted(hook.path) || x.publicBase() == "" && strings.HasSuffix(url, hook.path)
		if !right || hook.method != "" && hook.method != http.MethodPost {
			found := strings.TrimSpace(hook.method + " " + url)
			if url == "" {
				found = "nothing"
			}
			return failed(fmt.Sprintf("%q is %s", hook.what, found), "at the carrier, set it to POST "+x.wanted(hook.path)+rules)
		}
	}
	return x.secondTries(n)
}

// secondTries looks whether a moment's silence of ours loses calls.
func (x *examination) secondTries(n twilio.Number) Finding {
	const found = "the account has it, and its webhooks lead here"
	switch {
	case x.local():
		return fine(found)
	case !strings.Contains(n.VoiceURL, "rc="), !strings.Contains(n.TextURL, "rc="):
		return warning(found+", once", "at the carrier, write "+rules+" behind both addresses: it then tries again while the gateway restarts")
	case x.carrier.Profile().Fallback && n.VoiceFallbackURL == "":
		return warning(found+", without a fallback", "at the carrier, let \"Primary handler fails\" dial a person, for the day when this machine is dead")
	}
	return fine(found)
}
