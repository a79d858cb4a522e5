package prompts

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// copied is a centre's copy of the built-in files, to be edited by the test.
func copied(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(Files(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Files(), name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// edit replaces old, which must be there, by text in a file of the copy.
func edit(t testing.TB, copy fstest.MapFS, file, old, text string) {
	t.Helper()
	before := string(copy[file].Data)
	if !strings.Contains(before, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	copy[file] = &fstest.MapFile{Data: []byte(strings.Replace(before, old, text, 1))}
}

func TestCentreWithItsOwnWords(t *testing.T) {
	copy := copied(t)
	edit(t, copy, "zh-CN/voice.toml", `say = ["这个键没有用。"]`, `say = ["这个键不管用。", "莫着急。"]`)
	edit(t, copy, "zh-CN/text.toml", "没有这个编号,请核对后再发。", "编号不对,请再看看。")
	c, err := LoadFS(copy)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Voice("zh-CN", "wrong", nil); err != nil || joined(got) != "这个键不管用。 莫着急。" {
		t.Errorf("hears %q, %v", got, err)
	}
	if got, err := c.Text("zh-CN", "unknown.code", nil); err != nil || got != "编号不对,请再看看。" {
		t.Errorf("reads %q, %v", got, err)
	}
}

func TestCentreCanAddADialect(t *testing.T) {
	copy := copied(t)
	for name, file := range copied(t) {
		if dir, base := path.Split(name); dir == "zh-CN/" {
			copy["yue/"+base] = file
		}
	}
	edit(t, copy, "yue/voice.toml", "谢谢您,再见。", "多谢,拜拜。")
	maps.DeleteFunc(copy, func(name string, _ *fstest.MapFile) bool { return path.Dir(name) == "en" })
	copy["README.txt"] = &fstest.MapFile{Data: []byte("ours")}
	copy[".old/en.toml"] = &fstest.MapFile{Data: []byte("ours")}
	c, err := LoadFS(copy)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Languages(); len(got) != 2 || got[0] != "zh-CN" || got[1] != "yue" {
		t.Errorf("speaks %v", got)
	}
	if got := c.Match("en"); got != "zh-CN" {
		t.Errorf("English callers are spoken to in %s", got)
	}
}

func TestBrokenFilesAreToldWithFileKeyAndMend(t *testing.T) {
	const voice, text, words = "zh-CN/voice.toml", "zh-CN/text.toml", "zh-CN/words.toml"
	for _, c := range []struct {
		label           string
		file, old, text string
		key, wrong      string
	}{
		{"quote forgotten", voice, `say = ["这个键没有用。"]`, `say = [这个键没有用。"]`, "", "line"},
		{"prompt deleted", voice, "[wrong]\nsay = [\"这个键没有用。\"]", "", "wrong", "is missing"},
		{"heading misspelt", voice, "[wrong]", "[worng]", "worng", "nothing in the program"},
		{"prompt twice", voice, "[wrong]", "[unknown]", "unknown", "stands in zh-CN/text.toml too"},
		{"argument misspelt", voice, `"{helper}接了,马上来跟您说话。"`, `"{heper}接了,马上来跟您说话。"`, "E.bridge", "{heper}"},
		{"brace not closed", voice, `"{helper}接了,马上来跟您说话。"`, `"{helper接了,马上来跟您说话。"`, "E.bridge", "{ without a }"},
		{"brace not opened", voice, `"{helper}接了,马上来跟您说话。"`, `"helper}接了,马上来跟您说话。"`, "E.bridge", "} without a {"},
		{"unknown manner", voice, `args = { minutes = "minutes" }`, `args = { minutes = "hours" }`, "B", `"minutes" has no known manner`},
		{"another manner", voice, `args = { minutes = "minutes" }`, `args = { minutes = "count" }`, "B", "must be said as minutes"},
		{"argument that is never given", voice, `args = { minutes = "minutes" }`, `args = { minutes = "minutes", bank = "bank" }`, "B", `"bank" is never given`},
		{"field misspelt", voice, `say = ["这个键没有用。"]`, `sya = ["这个键没有用。"]`, "wrong", `"sya"`},
		{"line outside of a prompt", voice, "[N0]", "x = 1\n[N0]", "", `"x"`},
		{"sentence without a list", voice, `say = ["这个键没有用。"]`, `say = "这个键没有用。"`, "wrong", "no list of sentences"},
		{"empty sentence", voice, `say = ["这个键没有用。"]`, `say = [""]`, "wrong", "empty sentence"},
		{"args no table", voice, `args = { minutes = "minutes" }`, `args = "minutes"`, "B", "args is no table"},
		{"key that the program does not know", voice, "一般,请按2。", "一般,请按5。", "Q2", `"135"`},
		{"key that is mistaken for 1", voice, "一般,请按2。", "一般,请按7。", "Q2", "names the keys"},
		{"key no longer told", voice, "不满意,请按3。", "不满意就算了。", "Q2", `"12"`},
		{"short form left out", voice, `keys = ["是{name},请按1。", "不是,请按2。"]`, "", "O1", "has no keys"},
		{"spoken and never used", text, "[unknown]", "[unknown]\nsay = [\"没看懂。\"]", "unknown", "say is never used"},
		{"no breath", voice, "请输入四位编号。", "请在电话上慢慢地输入短信里的那四位编号。", "V.code", "between two pauses"},
		{"too long to listen to", voice, "没听清,不用按,我再说一遍。", "没听清,不用按,也不要着急,我再说一遍。", "M1", "seconds"},
		{"too long for a text", text, "地址另发。", "地址另发,谢谢您这么热心来帮忙!", "taken", "one segment has 70"},
		{"words of another type", words, "[kind.home]", "[[kind.home]]", "kind.home", "has no words"},
		{"longest value left out", words, "欧阳桂英奶奶", "", "longest.name", "is missing"},
		{"service without words", words, `volunteer = "陪聊"`, "", "kind.company", "no words"},
		{"door word lost", words, `"桂花", `, "", "door", "63 words"},
		{"nothing for an unknown place", words, `place = "地点不明"`, "", "unknown.place", "is missing"},
		{"unknown part of the words", words, "[unknown]", "[unkown]", "unkown", "not known"},
	} {
		copy := copied(t)
		edit(t, copy, c.file, c.old, c.text)
		_, err := LoadFS(copy)
		if !tells(err, c.file, c.key, c.wrong) {
			t.Errorf("%s: want %s %s told %q, got %v", c.label, c.file, c.key, c.wrong, err)
		}
	}
}

func TestLongerNamesAreHeldAgainstAllSentences(t *testing.T) {
	copy := copied(t)
	edit(t, copy, "zh-CN/words.toml", "欧阳桂英奶奶", "德宏州来的欧阳桂英老奶奶")
	_, err := LoadFS(copy)
	if !tells(err, "zh-CN/voice.toml", "M1", "seconds") || !tells(err, "zh-CN/text.toml", "emergency.address", "one segment has 70") {
		t.Errorf("got %v", err)
	}
}

// tells looks for a fault among the faults of err. An empty key fits any.
func tells(err error, file, key, wrong string) bool {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return false
	}
	for _, e := range joined.Unwrap() {
		var f *Fault
		if errors.As(e, &f) && f.File == file && (key == "" || f.Key == key) && strings.Contains(f.Wrong, wrong) && f.Mend != "" {
			return true
		}
	}
	return false
}

func TestFoldersThatAreNoLanguages(t *testing.T) {
	for dir, wrong := range map[string]string{
		"notes at home": "is no language",
		"fr":            "cannot be said in this language yet",
	} {
		copy := copied(t)
		copy[dir+"/voice.toml"] = &fstest.MapFile{Data: []byte("")}
		if _, err := LoadFS(copy); !tells(err, dir, "", wrong) {
			t.Errorf("%s: got %v, want %q", dir, err, wrong)
		}
	}
}

func TestDefaultLanguageIsNeeded(t *testing.T) {
	copy := fstest.MapFS{}
	for name, file := range copied(t) {
		if strings.HasPrefix(name, "en/") {
			copy[name] = file
		}
	}
	if _, err := LoadFS(copy); !tells(err, "zh-CN", "", "default language is missing") {
		t.Errorf("got %v", err)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	copy := copied(t)
	edit(t, copy, "zh-CN/voice.toml", "[wrong]", "[worng]")
	edit(t, copy, "en/text.toml", "[unknown]", "[unkown]")
	_, err := LoadFS(copy)
	for _, want := range [][2]string{
		{"zh-CN/voice.toml", "wrong"}, {"zh-CN/voice.toml", "worng"},
		{"en/text.toml", "unknown"}, {"en/text.toml", "unkown"},
	} {
		if !tells(err, want[0], want[1], "") {
			t.Errorf("%s %s is not told in %v", want[0], want[1], err)
		}
	}
}
