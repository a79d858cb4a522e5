package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"hourline/ivr/session"
	"hourline/ledger/care"
)

// Limits of one phone. They are far above what people do, a switchboard of an
// old people's home among them, and far below what a machine does that wants
// to cost us money or to keep others waiting.
var (
	callLimit = session.Limit{Events: 30, Per: 10 * time.Minute} // calls that come in
	turnLimit = session.Limit{Events: 240, Per: 2 * time.Minute} // keys and silences
	textLimit = session.Limit{Events: 60, Per: time.Hour}
	warnLimit = session.Limit{Events: 1, Per: 10 * time.Minute} // lines in the log about it
)

// hiddenCallers is how many hide their number at once: they count as one
// phone, for nobody can tell them apart.
const hiddenCallers = 20

// allowCall counts a call that comes in, or one webhook of it.
func (a *App) allowCall(ctx context.Context, p care.Phone, fresh bool) bool {
	if fresh {
		return a.allow(ctx, "call", p, callLimit)
	}
	return a.allow(ctx, "turn", p, turnLimit)
}

// allowText counts the texts of one phone.
func (a *App) allowText(ctx context.Context, p care.Phone) bool {
	return a.allow(ctx, "text", p, textLimit)
}

// allow counts an event of one phone. When the count is lost, everybody may:
// a limit protects money, and is not worth a lost call or start code.
func (a *App) allow(ctx context.Context, what string, p care.Phone, limit session.Limit) bool {
	if a.unlimited {
		return true
	}
	if p == "" {
		limit.Events *= hiddenCallers
	}
	key := a.nameless(p)
	ok, err := a.sessions.Allow(ctx, what+"/"+key, limit)
	if err != nil || ok {
		return true
	}
	if first, err := a.sessions.Allow(ctx, "warned/"+what+"/"+key, warnLimit); err == nil && first {
		a.log.Warn("a phone behaves like a machine and is held back", "by", what, "phone", p)
	}
	return false
}

// nameless is a phone as a key in a shared store: it cannot be read back
// without the account's token.
func (a *App) nameless(p care.Phone) string {
	sum := sha256.Sum256([]byte(a.settings.AuthToken + "\x00" + string(p)))
	return hex.EncodeToString(sum[:16])
}
