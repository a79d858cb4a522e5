package session

import (
	"fmt"
	"strings"
	"testing"
)

func TestRedisURLs(t *testing.T) {
	for url, want := range map[string]string{
		"redis://cache":                                      "[cache:6379] db 0",
		"redis://cache:7000/3":                               "[cache:7000] db 3",
		"rediss://u:p%40ss@cache/1":                          "[cache:6379] db 1 u:p@ss tls cache",
		"redis://[::1]:7000":                                 "[[::1]:7000] db 0",
		"redis://[::1]":                                      "[[::1]:6379] db 0",
		"redis://a:7000,b,c:7002":                            "[a:7000 b:6379 c:7002] db 0",
		"rediss://:secret@a,b":                               "[a:6379 b:6379] db 0 :secret tls ",
		"redis+sentinel://a,b:7001/mymaster/2":               "[a:26379 b:7001] db 2 master mymaster",
		"rediss+sentinel://:secret@a/mymaster":               "[a:26379] db 0 master mymaster :secret tls ",
		"http://cache":                                       "error",
		"cache:6379":                                         "error",
		"redis://cache?pool_size=3":                          "error",
		"redis://cache/first":                                "error",
		"redis://a,b/2":                                      "error",
		"redis+sentinel://a":                                 "error",
		"redis://a,,b":                                       "error",
		"redis://user:secret@ca che:x/0":                     "error",
		"redis://user:secret@host:port,b":                    "error",
		"redis://user:sec%ret@host":                          "error",
		"redis+sentinel://user:secret@host/master/0/further": "error",
	} {
		t.Run(url, func(t *testing.T) {
			o, err := parse(url)
			if err != nil {
				if want != "error" || strings.Contains(err.Error(), "sec") {
					t.Errorf("got error %v, want %s", err, want)
				}
				return
			}
			got := fmt.Sprintf("%s db %d", o.Addrs, o.DB)
			if o.MasterName != "" {
				got += " master " + o.MasterName
			}
			if o.Username+o.Password != "" {
				got += " " + o.Username + ":" + o.Password
			}
			if o.TLSConfig != nil {
				got += " tls " + o.TLSConfig.ServerName
			}
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestWithoutURLEverythingIsInMemory(t *testing.T) {
	s, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.(*Memory); !ok {
		t.Errorf("opened a %T", s)
	}
}
