package metricmodel

import (
	"go/types"
	"reflect"
	"regexp"
	"strings"
)

// This file knows what names tell: of ids, of which there is one for each of many things, of personal data, and of settings.

// entity are things of which there is one for each customer or event, never a fixed number.
const entity = `user|session|request|req|order|customer|account|trace|span|message|transaction|txn|payment|invoice|document|correlation|upload|visitor|subscriber|player|member|booking|ticket`

var (
	entityID   = regexp.MustCompile(`(?i)^(?:` + entity + `)_?u?u?ids?$`)
	entityType = regexp.MustCompile(`(?i)^(?:` + entity + `)$`)
	plainID    = regexp.MustCompile(`^(?:ID|Id|UUID|Uuid|UID|id|uuid|uid)$`)
)

// idName tells whether a name, or the name with its owner's type, names one of unboundedly many things.
func idName(name, owner string) bool {
	return entityID.MatchString(name) || plainID.MatchString(name) && entityType.MatchString(owner)
}

// labelID tells whether a label's name says so.
func labelID(label string) bool {
	return entityID.MatchString(label) || label == "uuid" || label == "guid"
}

// personal maps names to the personal data that they hold.
var personal = regexp.MustCompile(`(?i)^(?:(?:user|client|customer|contact|sender|recipient)?_?(e_?mail(?:_?addr(?:ess)?)?)|((?:user|login|first|last|full|display|customer|account_?holder)_?name)|((?:tele|mobile_?)?phone(?:_?(?:number|no))?)|((?:client|remote|user|visitor)_?(?:ip|addr|address|ip_?addr(?:ess)?)|ip_?addr(?:ess)?)|((?:access|auth|api|session|bearer|refresh|id|user)?_?token(?:_?(?:hash|prefix))?|api_?key|password|ssn|passwd))$`)

// language are types whose tokens are words or coins.
var language = regexp.MustCompile(`(?i)lex|pars|scan|asset|coin|swap|pair`)

// person are types whose names are those of people, whatever the program is about. A subscriber, a member, a contact, a client or an
// owner is as often a part of the machinery: of a queue, a cluster, a network.
var person = regexp.MustCompile(`(?i)^(user|person|customer|employee|patient)$`)

var personalKinds = []string{"", "an email address", "a person's name", "a phone number", "the client's address", "a credential"}

// personalName says what personal data a name promises, or "". owner is the type that the field belongs to.
func personalName(name, owner string) string {
	if settings(owner) || language.MatchString(owner) {
		return ""
	}
	if (name == "Name" || name == "name") && person.MatchString(owner) {
		return "a person's name"
	}
	m := personal.FindStringSubmatch(name)
	for i := 1; i < len(m); i++ {
		if m[i] != "" {
			return personalKinds[i]
		}
	}
	return ""
}

// settings tells whether a type is called like one that its owner fills in.
func settings(name string) bool {
	for _, suffix := range []string{"Config", "Options", "Opts", "Settings", "config", "options", "opts", "settings", "Flags", "flags"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// configured tells whether the field belongs to settings: by the name of its type, or by a tag of a format for settings.
func configured(v *types.Var, owner types.Type) bool {
	name := typeName(owner)
	if settings(name) || strings.Contains(name, "Tenant") {
		return true
	}
	st := structOf(owner)
	if st == nil {
		return false
	}
	for i := range st.NumFields() {
		if st.Field(i).Origin() == v {
			tag := reflect.StructTag(st.Tag(i))
			for _, format := range []string{"yaml", "toml", "hcl", "mapstructure", "env", "envconfig", "flag", "ini"} {
				if _, ok := tag.Lookup(format); ok {
					return true
				}
			}
		}
	}
	return false
}

// namedField judges a field of which nothing but its name is known.
func namedField(v *types.Var, owner types.Type) (Origin, bool) {
	if v == nil {
		return Origin{}, false
	}
	name := typeName(owner)
	if configured(v, owner) {
		return Origin{}, false
	}
	what := "the field " + v.Name()
	if name != "" {
		what = "the field " + name + "." + v.Name()
	}
	if p := personalName(v.Name(), name); p != "" {
		return Origin{What: what, Personal: p, Bounded: true}, true
	}
	if idName(v.Name(), name) {
		return Origin{What: what + ", one value for each " + strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(thing(v.Name(), name), "_"), "s"))}, true
	}
	return Origin{}, false
}

// thing is what an id belongs to.
func thing(field, owner string) string {
	if plainID.MatchString(field) {
		return owner
	}
	return regexp.MustCompile(`(?i)_?u?u?ids?$`).ReplaceAllString(field, "")
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
