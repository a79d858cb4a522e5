package homecard

import (
	"errors"
	"fmt"
	"os"
)

// fonts are where systems keep a font with Chinese letters that can be put
// into a PDF: a single TrueType font, no collection.
var fonts = []string{
	"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",          // Debian, Ubuntu
	"/usr/share/fonts/google-droid-sans-fonts/DroidSansFallbackFull.ttf", // Fedora, openEuler
	"/usr/share/fonts/google-droid/DroidSansFallback.ttf",
	"/usr/share/fonts/droid/DroidSansFallbackFull.ttf", // Arch
	"/Library/Fonts/Arial Unicode.ttf",                 // macOS
	"/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
	`C:\Windows\Fonts\simhei.ttf`,
}

// ErrNoFont is returned where no font with Chinese letters was found.
var ErrNoFont = errors.New("no font with Chinese letters was found for the PDF; " +
	"install one (Debian and Ubuntu: apt install fonts-droid-fallback), name one with --font, or print the HTML page from a browser")

// FindFont reads a TrueType font for the PDF: the one that is named, else the
// first that this system has.
func FindFont(named string) ([]byte, error) {
	if named != "" {
		font, err := os.ReadFile(named)
		if err != nil {
			return nil, fmt.Errorf("--font: %w", err)
		}
		return font, trueType(font)
	}
	for _, file := range fonts {
		if font, err := os.ReadFile(file); err == nil && trueType(font) == nil {
			return font, nil
		}
	}
	return nil, ErrNoFont
}

// trueType refuses what a PDF cannot hold: collections, and outlines of
// another kind (Noto and Source Han come as such).
func trueType(font []byte) error {
	if len(font) > 4 && (string(font[:4]) == "\x00\x01\x00\x00" || string(font[:4]) == "true") {
		return nil
	}
	return errors.New("this font cannot be put into a PDF; it takes a single TrueType font (.ttf), such as DroidSansFallbackFull.ttf")
}
