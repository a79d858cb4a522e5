package qrcode_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	reader "github.com/makiuchi-d/gozxing/qrcode"

	"hourline/cmd/internal/qrcode"
)

// A receipt of the billionth entry has some 2,000 letters, a slip 140.
func TestACodeIsReadBack(t *testing.T) {
	for _, text := range []string{
		"TB1 e14de984 000000002949 261123 C120 B120 S1 UJPM44hiX4iUgVMfbR4OcCIplPgl+CYKvWmY8cR7b8X2Y88Bg+D5nFjZ4hRz1F1v7Jfya/Cear8CBzC9Yb2lBg",
		"HL1:" + strings.Repeat("QXLWTNQ7OZ2A5D4K", 105), "HL1:" + strings.Repeat("QXLWTNQ7OZ2A5D4K", 130),
	} {
		drawn, err := qrcode.PNG(text)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(drawn))
		if err != nil {
			t.Fatal(err)
		}
		dots, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := reader.NewQRCodeReader().Decode(dots, nil); err != nil || got.GetText() != text {
			t.Errorf("%d letters are read as %v, %v", len(text), got, err)
		}
	}
}

func TestWhatNoCodeHoldsIsRefused(t *testing.T) {
	if _, err := qrcode.PNG(strings.Repeat("A", 5000)); err == nil {
		t.Error("5,000 letters are drawn")
	}
}

// What is said of a code for those who cannot see it may hold any sign.
func TestTheWordsOfACodeAreOnlyWords(t *testing.T) {
	picture, err := qrcode.SVG("TB1", `<b>"&`)
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(picture))); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "b" {
			t.Error("the words became a part of the page")
		}
	}
}
