package carrier

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"golang.org/x/text/language"
)

// languages of the page; the first is for whoever asks for none of them.
var languages = []string{"zh", "en"}

var languageMatcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// A voice is the page in one language. It does not change.
type voice struct {
	lang  string
	words map[string]string
	json  string // the words, for the scripts
	index *template.Template
}

// loadVoices reads the embedded words; a mistake in them is a mistake in the
// program, and panics.
func loadVoices() map[string]*voice {
	voices := map[string]*voice{}
	for _, lang := range languages {
		text, err := pageFiles.ReadFile("page/words/" + lang + ".json")
		if err != nil {
			panic(err)
		}
		v := &voice{lang: lang}
		if err := json.Unmarshal(text, &v.words); err != nil {
			panic(fmt.Errorf("page words %s: %w", lang, err))
		}
		v.json = mustJSON(v.words)
		v.index = parseIndex(v.find)
		voices[lang] = v
	}
	return voices
}

// find is the words under a key, or an error that stops the template.
func (v *voice) find(key string) (string, error) {
	words, ok := v.words[key]
	if !ok {
		return "", fmt.Errorf("page words %s: nothing under %q", v.lang, key)
	}
	return words, nil
}

// say is the words under a key, or the key itself.
func (v *voice) say(key string) string {
	if words, ok := v.words[key]; ok {
		return words
	}
	return key
}

// pick is the label in the language of v, or in the other if it has none.
func (v *voice) pick(chinese, english string) string {
	if v.lang == "zh" && chinese != "" || english == "" {
		return chinese
	}
	return english
}

const languageCookie = "lang"

// voiceOf is the language that was asked for with ?lang=, else the one asked
// for before, else the browser's.
func (p *pageServer) voiceOf(r *http.Request) *voice {
	before := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		before = cookie.Value
	}
	_, i := language.MatchStrings(languageMatcher, r.URL.Query().Get("lang"), before, r.Header.Get("Accept-Language"))
	return p.voices[languages[i]]
}

// rememberLanguage keeps what was asked for with ?lang=.
func rememberLanguage(w http.ResponseWriter, r *http.Request) {
	const kept = 365 * 24 * time.Hour
	if asked := r.URL.Query().Get("lang"); asked == "zh" || asked == "en" {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: asked, MaxAge: int(kept / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
}
