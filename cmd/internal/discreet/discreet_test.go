package discreet_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"hourline/cmd/internal/discreet"
)

func TestNumbersAreMaskedAndAllElseIsLeftAlone(t *testing.T) {
	mask := discreet.New("a-token-of-the-carrier", "")
	for _, row := range []struct{ label, said, want string }{
		{"international", "To +8613812345678 refused", "To …5678 refused"},
		{"as in a URL", "?To=%2B8613812345678&x=1", "?To=…5678&x=1"},
		{"mobile", "dial 13812345678", "dial …5678"},
		{"grouped", "dial 138 1234 5678.", "dial …5678."},
		{"landline", "0871-65000001", "…0001"},
		{"in brackets", "(0871) 65000001", "(…0001"},
		{"local", "65000001", "…0001"},
		{"next to a word", "phone13812345678x", "phone…5678x"},
		{"between Chinese words", "请打13812345678找人", "请打…5678找人"},
		{"two", "+8613812345678,+8613812345679", "…5678,…5679"},
		{"a call", "CA00000000000000001234567890123456", "CA00000000000000001234567890123456"},
		{"a call of another switch", "12345678-1234-4123-8123-123456789012", "12345678-1234-4123-8123-123456789012"},
		{"a day", "2026-11-23 09:00:00", "2026-11-23 09:00:00"},
		{"a server", "127.0.0.1:45678 and 192.168.100.200", "127.0.0.1:45678 and 192.168.100.200"},
		{"a pointer", "0xc000123456789", "0xc000123456789"},
		{"a share", "0.1234567891", "0.1234567891"},
		{"few digits", "visit 123456, code 2356", "visit 123456, code 2356"},
		{"a token", "bad a-token-of-the-carrier!", "bad (secret)!"},
		{"a password", "redis://hourline:hunter2@cache:6379/0", "redis://…@cache:6379/0"},
	} {
		if got := mask.Text(row.said); got != row.want {
			t.Errorf("%s: %q became %q, want %q", row.label, row.said, got, row.want)
		}
	}
}

// A careless thing prints a number whatever it is logged as.
type careless struct{ Phone string }

func TestNothingGetsPastTheLogger(t *testing.T) {
	const number, token = "+8613812345678", "a-token-of-the-carrier"
	for name, make := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler {
			return slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
		"json": func(b *bytes.Buffer) slog.Handler {
			return slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			log := discreet.New(token).Logger(slog.New(make(&b)))
			log.Info("calling " + number)
			log.With("to", number).WithGroup("carrier").Debug("asked", "token", token)
			log.Warn("an error", "error", fmt.Errorf("send: %w", &url.Error{Op: "Get", URL: "https://x/?To=%2B8613812345678", Err: errors.New("EOF")}))
			log.Error("a thing", slog.Group("of", "value", careless{number}), "pointer", &careless{number})
			slog.NewLogLogger(log.Handler(), slog.LevelWarn).Printf("http: panic serving %s", number)
			for _, secret := range []string{"13812345678", "12345678", token} {
				if strings.Contains(b.String(), secret) {
					t.Errorf("%s can be read in\n%s", secret, b.String())
				}
			}
			if n := strings.Count(b.String(), "…5678"); n < 6 {
				t.Errorf("%d numbers are masked in\n%s", n, b.String())
			}
		})
	}
}
