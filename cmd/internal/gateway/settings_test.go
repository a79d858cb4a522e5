package gateway

import (
	"strings"
	"testing"
)

// None of the centre's own numbers can be an emergency service.
func TestNoSettingIsAnEmergencyService(t *testing.T) {
	for _, number := range []string{"110", "119", "120", "122", "999", "911", "１２０", "1-2-0", " 120 ", "+86120", "0871120", "0871-120", "12110", "+86871120"} {
		for flag, set := range map[string]func(*Settings){
			"--number":           func(s *Settings) { s.Number = number },
			"--emergency-number": func(s *Settings) { s.EmergencyNumber = number },
			"--fallback-number":  func(s *Settings) { s.FallbackNumber = number },
		} {
			s := Settings{AuthToken: "x", AccountSID: "AC", Number: "+8687168000000", Carrier: "twilio", Speed: 1}
			set(&s)
			if err := s.Check(); err == nil || !strings.Contains(err.Error(), flag+": ") || !strings.Contains(err.Error(), "emergency service") {
				t.Errorf("%s %q: %v", flag, number, err)
			}
		}
	}
}
