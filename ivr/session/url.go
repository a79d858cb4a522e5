package session

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"
)

var errForm = errors.New("want redis://host:6379/0, redis://host:6379,host:6380 or redis+sentinel://host:26379/master/0")

// parse reads a Redis URL (see Open). net/url refuses several hosts, so the
// URL is taken apart here and go-redis reads it with the first one. Errors do
// not repeat the URL: it may hold a password.
func parse(redisURL string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(redisURL, "://")
	if !ok || strings.ContainsAny(rest, "?#") {
		return nil, errForm
	}
	authority, path, _ := strings.Cut(rest, "/")
	user, hosts := "", authority
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		user, hosts = authority[:i+1], authority[i+1:]
	}
	scheme, sentinel := strings.CutSuffix(scheme, "+sentinel")
	master, port := "", "6379"
	if sentinel {
		master, path, _ = strings.Cut(path, "/")
		port = "26379"
		if master == "" {
			return nil, fmt.Errorf("the name of the master is missing: %w", errForm)
		}
	}
	addrs := strings.Split(hosts, ",")
	first, err := redis.ParseURL(scheme + "://" + user + addrs[0] + "/" + path)
	if err != nil {
		return nil, wordless(err)
	}
	if len(addrs) > 1 && !sentinel && first.DB != 0 {
		return nil, errors.New("a cluster has only database 0")
	}
	for i := range addrs {
		if addrs[i], err = address(addrs[i], port); err != nil {
			return nil, err
		}
	}
	if first.TLSConfig != nil && (sentinel || len(addrs) > 1) {
		first.TLSConfig.ServerName = "" // each server is checked by the name it is dialled by
	}
	return &redis.UniversalOptions{
		Addrs: addrs, MasterName: master, DB: first.DB,
		Username: first.Username, Password: first.Password,
		TLSConfig: first.TLSConfig,
	}, nil
}

// address is a host with its port, or the usual one.
func address(host, port string) (string, error) {
	u, err := url.Parse("redis://" + host)
	switch {
	case err != nil:
		return "", wordless(err)
	case u.Hostname() == "" || u.User != nil || u.Path != "":
		return "", errForm
	case u.Port() == "":
		return u.Host + ":" + port, nil
	}
	return u.Host, nil
}

// wordless is err without the URL that net/url repeats.
func wordless(err error) error {
	if parse, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%w: %w", parse.Err, errForm)
	}
	return err
}
