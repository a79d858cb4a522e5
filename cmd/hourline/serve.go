package main

import (
	"errors"

	"hourline/cmd/internal/gateway"
)

type serveCommand struct {
	gateway.Settings
}

// Run answers the carrier until it is told to stop.
func (s *serveCommand) Run(c *console) error {
	app, err := gateway.New(c.ctx, s.Settings, gateway.Seams{Logger: c.logger()})
	if err != nil {
		return err
	}
	c.logger().Info("the gateway answers", "public", app.PublicURL(), "desk", app.DeskURL())
	return errors.Join(app.Run(c.ctx), app.Close())
}
