package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"

	"hourline/cmd/internal/heartbeat"
)

// heartbeat looks whether the watcher outside can be reached. It sends no
// heartbeat unless it is asked to: that would keep the watcher quiet while the
// gateway is dead.
func (x *examination) heartbeat(ctx context.Context) Finding {
	const mend = "look at HOURLINE_HEARTBEAT_URL, the network, and the firewall"
	switch {
	case x.HeartbeatURL == "" && x.local():
		return fine("not needed: the carrier is on this machine")
	case x.HeartbeatURL == "":
		return warning("nobody outside notices when this machine is dead", "set HOURLINE_HEARTBEAT_URL to the address of a watcher that wakes somebody")
	case heartbeat.CheckURL(x.HeartbeatURL) != nil:
		return failed(oneLine(heartbeat.CheckURL(x.HeartbeatURL)), "mend HOURLINE_HEARTBEAT_URL")
	case x.Beat:
		if err := heartbeat.Beat(ctx, heartbeat.Client(), x.HeartbeatURL); err != nil {
			return failed(oneLine(err), mend)
		}
		return fine("the watcher has taken one heartbeat")
	}
	if err := connect(ctx, x.HeartbeatURL); err != nil {
		return failed("the watcher cannot be reached: "+oneLine(err), mend)
	}
	return fine("the watcher can be reached; it was sent nothing")
}

// connect makes a connection, with a certificate where there must be one, and
// says nothing on it. Its error is without the address.
func connect(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("it is no address")
	}
	var d interface {
		DialContext(ctx context.Context, network, address string) (net.Conn, error)
	} = &net.Dialer{}
	port := "80"
	if u.Scheme == "https" {
		d, port = &tls.Dialer{}, "443"
	}
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)))
	if err != nil {
		return err
	}
	return c.Close()
}
