package twiml

// A Verb is one instruction to the carrier. The verbs of a document are
// carried out in their order, until one of them leads elsewhere.
type Verb interface {
	append([]byte) []byte
}

// Say speaks. Too long a text becomes several Says. Most callers want Speak.
type Say struct {
	Language string   // as the carrier names it, cmn-CN
	Voice    string   // Polly.Zhiyu; "" leaves the choice to the carrier
	Rate     int      // percent of the voice's own pace, by SSML; 0 writes none
	Phrases  []string // two phrases are kept 0.8 s apart, by SSML; empty ones are left out
}

// Play plays a clip.
type Play struct {
	URL string
}

// Tones plays keys, which the other end of the line hears as if a person had
// pressed them; w is half a second of silence.
type Tones struct {
	Digits string
}

// Pause is silence.
type Pause struct {
	Seconds int // at least 1
}

// Gather speaks its prompt and listens for keys meanwhile and afterwards; the
// first key ends the prompt. The keys are posted to Action. When none comes
// the document goes on after the Gather, so a Redirect must stand there.
type Gather struct {
	Action      string
	NumDigits   int    // 0 is any number of them
	Timeout     int    // seconds, counted from the end of the prompt and from each key
	FinishOnKey string // "" makes every key an ordinary one, # too

	ActionOnEmptyResult bool // silence is posted to Action as well
	Prompt              []Verb
}

// Redirect goes on with the document at URL.
type Redirect struct {
	URL string
}

// Record records the caller and posts the address of the recording to Action.
type Record struct {
	Action      string
	MaxSeconds  int    // 0 leaves it to the carrier (an hour)
	Timeout     int    // seconds of silence that end it; 0 leaves it to the carrier
	FinishOnKey string // "" lets no key end it
	Beep        bool   // before it begins
}

// Dial connects the caller with To and posts the outcome to Action.
type Dial struct {
	Action   string
	Timeout  int    // seconds of ringing; 0 leaves it to the carrier
	CallerID string // "" shows the number of the caller
	To       Party
}

// A Party is whom a Dial connects to.
type Party interface {
	appendParty([]byte) []byte
}

// A Number is a telephone.
type Number struct {
	E164       string
	WhisperURL string // the document that the callee hears before the callers are connected; "" for none
}

// A Conference is a room of callers.
type Conference struct {
	Name         string
	StartOnEnter bool   // this caller lets the others hear each other
	EndOnExit    bool   // this caller leaves nobody behind
	Beep         bool   // when somebody enters or leaves
	WaitURL      string // the document that is played to who waits; "" is silence
}

// Hangup ends the call.
type Hangup struct{}

// Reject refuses the call before it is answered.
type Reject struct {
	Reason string // rejected or busy; "" leaves it to the carrier
}

// Message answers a text with a text.
type Message struct {
	Text string
}
