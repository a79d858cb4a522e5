package carrier

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"time"
)

const sampleRate = 8000 // of a telephone line, a second

// silence is a WAV of so many seconds: 8 kHz, mono, 8 bit mu-law.
func silence(seconds int) []byte {
	const muLaw, muLawZero, fmtSize, headerSize = 7, 0xff, 18, 46
	size := seconds * sampleRate
	var b bytes.Buffer
	le := func(values ...any) {
		for _, v := range values {
			binary.Write(&b, binary.LittleEndian, v) // into memory: cannot fail
		}
	}
	b.WriteString("RIFF")
	le(uint32(headerSize - 8 + size))
	b.WriteString("WAVEfmt ")
	le(uint32(fmtSize), uint16(muLaw), uint16(1), uint32(sampleRate), uint32(sampleRate), uint16(1), uint16(8), uint16(0))
	b.WriteString("data")
	le(uint32(size))
	b.Write(bytes.Repeat([]byte{muLawZero}, size))
	return b.Bytes()
}

// wavTime is how long a WAV lasts, by its header.
func wavTime(b []byte) (time.Duration, bool) {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return 0, false
	}
	var perSecond uint32
	for rest := b[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), binary.LittleEndian.Uint32(rest[4:8])
		rest = rest[8:]
		switch {
		case name == "fmt " && len(rest) >= 12:
			perSecond = binary.LittleEndian.Uint32(rest[8:12])
		case name == "data" && perSecond > 0:
			return time.Duration(float64(size) / float64(perSecond) * float64(time.Second)), true
		}
		if uint64(size) > uint64(len(rest)) {
			break
		}
		rest = rest[size:]
	}
	return 0, false
}

// clipTime fetches the beginning of a clip and tells how long it lasts. A clip
// that cannot be had is passed over, as Twilio does.
func (c *call) clipTime(clip string) time.Duration {
	const unknown = 3 * time.Second
	head, err := c.n.fetchClip(clip)
	if err != nil {
		c.n.cfg.Logger.Warn("clip", "call", c.sid, "error", err)
		return 0
	}
	if d, ok := wavTime(head); ok {
		return d
	}
	return unknown
}

// fetchClip is the beginning of a clip, headers and all.
func (n *Network) fetchClip(clip string) ([]byte, error) {
	const enough = 64 << 10
	req, err := http.NewRequestWithContext(n.ctx, http.MethodGet, clip, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch a clip: %w", err)
	}
	client := *n.client
	client.Timeout = webhookTimeout
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch a clip: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch a clip: answered %s", res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, enough))
}
