package ivr

import (
	"reflect"
	"testing"
	"time"

	"hourline/ivr/twiml"
)

func TestAMemoryComesBackAsItWas(t *testing.T) {
	for _, answer := range [][]byte{{}, []byte("\n\n"), twiml.Write(nil, twiml.Say{Phrases: []string{"您好\n再见"}})} {
		m := memory{
			Turn: 3, Digit: "#", At: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), Phone: "+8687165000001", Answer: answer,
			Place: Place{Dialog: Hotline.Name, Node: "D", Turn: 4, Kind: "company", Parent: "CA1\nCA2", Pressed: true},
		}
		data, err := m.pack()
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := unpack(data); !ok || !reflect.DeepEqual(got, m) {
			t.Errorf("packed %+v, unpacked %+v", m, got)
		}
	}
}

func TestWhatIsNoMemoryIsACallOfWhichNothingIsKnown(t *testing.T) {
	for _, data := range []string{"", "\n", "{}", `{"turn": 3}`, "{\"turn\": \"3\"}\n<Response/>", "\x00\xff\n"} {
		if m, ok := unpack([]byte(data)); ok {
			t.Errorf("%q is taken for %+v", data, m)
		}
	}
}
