package twilio

import "fmt"

// A Profile is what a carrier can do.
type Profile struct {
	Name string

	// In TwiML.
	Pause      bool // the verb Pause
	SSML       bool // <break> and <prosody> in Say
	Voices     bool // Amazon's and Google's voices by name
	Conference bool // Dial to a Conference
	Tones      bool // Play of digits

	// In placing calls. A carrier may refuse a call for a parameter that it
	// does not know, so what it cannot do is not asked for.
	MachineDetection bool // tell a person from an answering machine
	RingTimeout      bool // how long it rings is ours to say
	StatusEvents     bool // reports of ringing and answering too, not only of the end
	Fallback         bool // a second URL for when the first fails

	CallsPerSecond float64 // placed by us; more are queued or refused
}

var (
	// Twilio is a Twilio account as it is opened: one call a second.
	Twilio = Profile{
		Name: "twilio", Pause: true, SSML: true, Voices: true, Conference: true, Tones: true,
		MachineDetection: true, RingTimeout: true, StatusEvents: true, Fallback: true, CallsPerSecond: 1,
	}
	// Minimal is what every self-hosted switch with Twilio's interface can do.
	Minimal = Profile{Name: "minimal", CallsPerSecond: 1}
)

// ProfileByName is the profile called twilio or minimal.
func ProfileByName(name string) (Profile, error) {
	for _, p := range []Profile{Twilio, Minimal} {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("no carrier profile %q; there are twilio and minimal", name)
}
