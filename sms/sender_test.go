package sms_test

import (
	"context"
	"testing"
	"time"

	"hourline/ledger/care"
	"hourline/sms"
)

// The program ended between taking a text from the outbox and storing its
// words: it was not sent, whatever else the carrier has sent to that telephone.
func TestATextWithoutWordsWasNeverSent(t *testing.T) {
	asked := 0
	s := sms.Sender{Find: func(context.Context, care.Phone, string, time.Time) ([]sms.Sent, error) {
		asked++
		return nil, nil
	}}
	if r := s.Hand().Find(t.Context(), care.Outgoing{ID: 1, Phone: zhang}); r.Verdict != care.Refused || asked != 0 {
		t.Errorf("it is %v, and the carrier was asked %d times", r.Verdict, asked)
	}
	if r := s.Hand().Find(t.Context(), care.Outgoing{ID: 1, Phone: zhang, Body: "收条"}); r.Verdict != care.Missing || asked != 1 {
		t.Errorf("one with words is %v, and the carrier was asked %d times", r.Verdict, asked)
	}
}
