package doctor

import (
	"context"
	"net"
	"os"
	"slices"
	"strings"

	"hourline/cmd/internal/gateway"
	"hourline/ivr/session"
	"hourline/prompts"
)

// settings looks for what is missing or malformed.
func (x *examination) settings(context.Context) Finding {
	if err := x.Check(); err != nil {
		return failed(oneLine(err), "set what is missing; \"hourline serve --help\" names every setting")
	}
	host, _, err := net.SplitHostPort(x.DeskListen)
	if ip := net.ParseIP(host); err == nil && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return warning("complete, but the private pages listen on "+x.DeskListen, "keep --desk-listen on 127.0.0.1, or behind a firewall: it asks nobody for a password")
	}
	return fine("complete")
}

// secretFlags are the flags whose values other users of the machine must not see.
var secretFlags = []string{"--auth-token", "--auth-token-next", "--heartbeat-url"}

// secrets looks for a token on the command line.
func (x *examination) secrets(context.Context) Finding {
	for _, arg := range x.Args {
		if flag, _, _ := strings.Cut(arg, "="); slices.Contains(secretFlags, flag) {
			return failed(flag+" stands on the command line, where every user of this machine can read it",
				"set it in the environment or in a file instead, and change it: a token at the carrier, an address at the watcher")
		}
	}
	return fine("none on the command line")
}

// words looks whether every sentence is there in every language.
func (x *examination) words(context.Context) Finding {
	from := "built in"
	load := prompts.Load
	if x.Words != "" {
		from = "in " + x.Words
		load = func() (*prompts.Catalogue, error) { return prompts.LoadFS(os.DirFS(x.Words)) }
	}
	all, err := load()
	if err != nil {
		return failed(oneLine(err), "mend the files "+from+", or leave --words out to speak the built-in ones")
	}
	return fine("complete in " + strings.Join(all.Languages(), " and ") + ", " + from)
}

// sessions looks whether Redis, when it is wanted, can be reached.
func (x *examination) sessions(ctx context.Context) Finding {
	if x.RedisURL == "" {
		return fine("in memory")
	}
	store, err := session.Open(x.RedisURL, session.Options{})
	if err != nil {
		return failed(oneLine(err), "mend REDIS_URL, or leave it out to keep sessions in memory")
	}
	defer store.Close()
	if err := store.Ping(ctx); err != nil {
		return failed("Redis cannot be reached; calls are answered all the same", "start Redis, or mend REDIS_URL")
	}
	return fine("in Redis, which answers")
}

// publicBase is the public URL without the slash at its end, "" when it is not set.
func (x *examination) publicBase() string { return strings.TrimRight(x.PublicURL, "/") }

// local reports whether the carrier is on this machine.
func (x *examination) local() bool { return gateway.OnLoopback(x.CarrierURL) }

// oneLine is an error of many lines as one.
func oneLine(err error) string { return strings.Join(strings.Split(err.Error(), "\n"), "; ") }
