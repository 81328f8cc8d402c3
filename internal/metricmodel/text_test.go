package metricmodel

import "testing"

func unknown() Text { return Text{} }

func TestNames(t *testing.T) {
	k := func(s string) Text { return known(s, nil) }
	for _, c := range []struct {
		text       Text
		whole      string
		head, tail string
	}{
		{buildFQName([]Text{k("app"), k("http"), k("requests_total")}), "app_http_requests_total", "app_http_requests_total", "app_http_requests_total"},
		{buildFQName([]Text{k(""), k("http"), k("x")}), "http_x", "http_x", "http_x"},
		{buildFQName([]Text{k("app"), k("http"), k("")}), "", "", ""},
		{buildFQName([]Text{unknown(), k("http"), k("x")}), "", "", "http_x"},
		{sprintf([]Text{k("a_%s_%v"), k("b"), k("c")}), "a_b_c", "a_b_c", "a_b_c"},
		{sprintf([]Text{k(`up{path=%q} x`), k("/")}), "", `up{path=`, `} x`},
		{sprintf([]Text{k("100%%_%d"), k("7")}), "", "100%_", ""},
		{sprintf([]Text{k("a_%s"), unknown()}), "", "a_", ""},
		{k("a_").plus(unknown()).plus(k("_total")), "", "a_", "_total"},
	} {
		if c.text.Value != c.whole || c.text.Head != c.head || c.text.Tail != c.tail || c.text.Known != (c.whole != "" || c.head == "" && c.tail == "" && c.text.Known) {
			t.Errorf("got %q, head %q, tail %q; want %q, %q, %q", c.text.Value, c.text.Head, c.text.Tail, c.whole, c.head, c.tail)
		}
	}
}

func TestVerbs(t *testing.T) {
	for format, want := range map[string]string{"%s and %T": "sT", "%%%5.2f%v": "fv", "%[2]d": "d", "%": "", "none": ""} {
		if got := string(verbsOf(format)); got != want {
			t.Errorf("verbsOf(%q) = %q, want %q", format, got, want)
		}
	}
}

func TestPersonalNames(t *testing.T) {
	for name, want := range map[string]string{
		"email": "an email address", "UserEmail": "an email address", "username": "a person's name", "FirstName": "a person's name",
		"phone_number": "a phone number", "ClientIP": "the client's address", "remote_addr": "the client's address", "APIToken": "a credential",
		"token_hash": "a credential", "token_type": "", "ip_version": "", "channel": "", "hostname": "", "filename": "", "tenant": "", "emails_sent": "",
	} {
		if got := personalName(name, ""); got != want {
			t.Errorf("personalName(%q) = %q, want %q", name, got, want)
		}
	}
	if personalName("Email", "MailConfig") != "" || personalName("Name", "User") != "a person's name" || personalName("Name", "Metric") != "" {
		t.Error("the owner's type does not count")
	}
}

func TestIDNames(t *testing.T) {
	for _, c := range []struct {
		name, owner string
		want        bool
	}{
		{"UserID", "", true}, {"session_id", "", true}, {"OrderUUID", "", true}, {"ID", "Order", true}, {"id", "user", true},
		{"ID", "Worker", false}, {"ShardID", "", false}, {"ChainID", "", false}, {"Identity", "User", false}, {"UserKind", "", false},
	} {
		if got := idName(c.name, c.owner); got != c.want {
			t.Errorf("idName(%q, %q) = %t", c.name, c.owner, got)
		}
	}
}
