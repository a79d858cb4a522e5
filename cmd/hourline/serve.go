package main

import (
	"errors"
	"log/slog"
	"os"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
)

type serveCommand struct {
	gateway.Settings
}

// Help is what serve --help adds.
func (serveCommand) Help() string {
	return `The gateway answers the carrier's webhooks, rings and texts people, and keeps the books.
SIGINT and SIGTERM end it after what is under way has been answered, a second one ends it at once. The books have
one owner: a second gateway on the same --data is refused, unless it takes the place of the first. With --take-over
the new one reads its settings, asks the old one to finish, and goes on with its connections, calls and books:

	hourline serve --take-over

With Twilio, behind a proxy that speaks HTTPS:

	export TWILIO_ACCOUNT_SID=AC... TWILIO_AUTH_TOKEN=...
	hourline serve --number +8687112345678 --fallback-number +8687112345600 \
	  --public-url https://hours.example.org --data /var/lib/hourline

For a trial, with the telephone network of "hourline carrier" on this machine, sixty times as fast:

	hourline serve --carrier-url http://127.0.0.1:8090 --public-url http://127.0.0.1:8080 \
	  --number +8687112345678 --speed 60`
}

// Run answers the carrier until it is told to stop.
func (s *serveCommand) Run(c *console) error {
	log := c.logger(slog.LevelInfo)
	app, err := gateway.New(c.ctx, s.Settings, gateway.Seams{Logger: log, Version: version(), Do: carryOut, BackUp: backUpBeside, SelfTest: s.Speed == 1})
	if err != nil {
		return notStarted(err)
	}
	log.Info("the gateway answers", "public", app.PublicURL(), "desk", app.DeskURL(), "books", s.Data, "pid", os.Getpid(), "version", version())
	err = errors.Join(app.Run(c.ctx), app.Close())
	if err == nil {
		log.Info("the gateway has stopped; the books are closed")
	}
	return err
}

// notStarted says what kept a gateway from starting: a setting, unless it is
// the state of the books.
func notStarted(err error) error {
	for _, books := range []error{gateway.ErrRunning, ledger.ErrOwned, ledger.ErrNewerSchema, ledger.ErrDiskFull, ledger.ErrDamaged, ledger.ErrNoAccess} {
		if errors.Is(err, books) {
			return err
		}
	}
	return misuse{err}
}
