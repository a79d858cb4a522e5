package doctor

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/twilio"
)

// gateway asks the one that runs on this machine, on its private listener.
func (x *examination) gateway(ctx context.Context) Finding {
	status, said, header, err := x.ask(ctx, http.MethodGet, deskURL(x.DeskListen)+"/readyz", "")
	if err != nil {
		return warning("none runs on "+x.DeskListen, "start it: hourline serve")
	}
	x.instance = header.Get(gateway.InstanceHeader)
	switch {
	case x.instance == "":
		return failed("something else listens on "+x.DeskListen, "stop it, or choose another --desk-listen")
	case status != http.StatusOK:
		return failed("it runs and cannot answer calls: "+marked(said, "FAIL"), "its log says why")
	}
	if shaky := marked(said, "warn"); shaky != "" {
		return warning("it runs and answers calls, but: "+shaky, "its log says more")
	}
	return fine("it runs and answers calls")
}

// deskURL is the private listener as it is reached from this machine.
func deskURL(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// marked are the lines of an answer of /readyz that begin with a word.
func marked(said, word string) string {
	var all []string
	for line := range strings.Lines(said) {
		if what, ok := strings.CutPrefix(line, word); ok {
			all = append(all, strings.TrimSpace(what))
		}
	}
	return strings.Join(all, "; ")
}

// publicURL goes the way of the carrier: first as a stranger, who must be
// refused, then signed as the carrier signs.
func (x *examination) publicURL(ctx context.Context) Finding {
	base := x.publicBase()
	switch u, err := url.Parse(base); {
	case base == "" && x.local():
		return fine("not needed: the carrier is on this machine")
	case base == "":
		return failed("not set, so the carrier cannot reach this gateway", "set HOURLINE_PUBLIC_URL to the address that leads to --listen")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return failed("malformed", "write HOURLINE_PUBLIC_URL like https://hours.example.org")
	case u.Scheme != "https" && !gateway.OnLoopback(base):
		return failed(base+" is not encrypted: everybody on the way hears what elders say", "put a proxy that speaks HTTPS before --listen")
	}
	status, _, header, err := x.ask(ctx, http.MethodPost, base+"/voice", "")
	if err != nil {
		return unreachable(base, err)
	}
	switch {
	case status >= 300 && status < 400:
		return failed(fmt.Sprintf("%s sends on to %s, and a carrier loses the form on the way", base, header.Get("Location")), "set HOURLINE_PUBLIC_URL to where it ends, exactly")
	case status >= 200 && status < 300:
		return failed(base+" answers strangers: it is not this gateway", "let the proxy lead to --listen")
	case status != http.StatusForbidden:
		return failed(fmt.Sprintf("%s answers HTTP %d", base, status), "let the proxy lead to --listen, and start \"hourline serve\"")
	}
	return x.signedWay(ctx, base)
}

// signedWay posts as the carrier would, and learns who answers.
func (x *examination) signedWay(ctx context.Context, base string) Finding {
	target := base + gateway.CheckPath
	status, said, _, err := x.ask(ctx, http.MethodPost, target, twilio.Sign(x.AuthToken, target, url.Values{}))
	switch {
	case err != nil:
		return unreachable(base, err)
	case status == http.StatusForbidden:
		return failed(base+" refuses what the carrier signs", "the proxy must pass paths on as they are, and the gateway must run with this --public-url and this token")
	case status != http.StatusOK:
		return failed(fmt.Sprintf("%s answers a signed post with HTTP %d", base, status), "let the proxy lead to --listen of this hourline")
	case x.instance != "" && said != x.instance:
		return failed(base+" leads to another gateway than the one on this machine", "let the proxy lead here, or look at the other one")
	}
	return fine(base + " refuses strangers and takes what is signed")
}

// unreachable says why nobody answers at the public URL.
func unreachable(base string, err error) Finding {
	var (
		dns       *net.DNSError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		expired   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &dns):
		return failed("the name in "+base+" is unknown", "enter it in the DNS, or mend HOURLINE_PUBLIC_URL")
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &expired):
		return failed("the certificate of "+base+" is not accepted: "+oneLine(err), "get one for this name; a carrier refuses it too")
	}
	return failed("nobody answers at "+base+": "+oneLine(err), "start \"hourline serve\" and the proxy before it, and open the firewall")
}

// ask sends an empty form and reads the beginning of the answer. Its error is
// without the URL.
func (x *examination) ask(ctx context.Context, method, target, signature string) (status int, said string, h http.Header, err error) {
	r, err := http.NewRequestWithContext(ctx, method, target, http.NoBody)
	if err != nil {
		return 0, "", nil, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
	}
	res, err := x.http.Do(r)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return 0, "", nil, outer.Err
	}
	if err != nil {
		return 0, "", nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	return res.StatusCode, string(body), res.Header, err
}
