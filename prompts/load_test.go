package prompts

import "testing"

func TestBuiltInWordsLoad(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(c.Languages(), c.Match("en-GB"), c.Match("fr"), c.Match("zh-TW"))
	t.Log(c.Voice("en", "bye", nil))
}
