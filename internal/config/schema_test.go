package config

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/userrows"
)

const schemaFile = "../../docs/counterlint.schema.json"

// The published schema, the struct and the decoder know the same keys.
func TestSchemaKeys(t *testing.T) {
	var schema struct {
		Properties map[string]struct {
			Properties map[string]any
			Items      struct{ Properties map[string]any }
		}
	}
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	check := func(what string, typ reflect.Type, schema []string, accepts func(key string) error) {
		keys := keysOf(typ)
		for _, key := range keys {
			if err := accepts(key); err != nil && strings.Contains(err.Error(), "unknown key "+key) {
				t.Errorf("%s: the decoder does not know %s", what, key)
			}
		}
		slices.Sort(keys)
		slices.Sort(schema)
		if !slices.Equal(keys, schema) {
			t.Errorf("%s: the struct has %v, the schema %v", what, keys, schema)
		}
	}
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(schema.Properties)), func(key string) bool { return key == "extends" }) // folded in
	if len(keys) == len(schema.Properties) {
		t.Error("the schema lacks extends")
	}
	check("file", reflect.TypeFor[Config](), keys, func(key string) error {
		_, err := Parse("f.yml", []byte(key+": [x]"), groups)
		return err
	})
	check("review", reflect.TypeFor[Review](), slices.Collect(maps.Keys(schema.Properties["review"].Properties)), func(key string) error {
		_, err := Parse("f.yml", []byte("review: {"+key+": [x]}"), groups)
		return err
	})
	for list, typ := range map[string]reflect.Type{
		"paths": reflect.TypeFor[Path](), "label-sinks": reflect.TypeFor[userrows.Sink](), "label-sources": reflect.TypeFor[userrows.Source](),
		"label-sanitizers": reflect.TypeFor[userrows.Sanitizer](), "contexts": reflect.TypeFor[userrows.Context](),
	} {
		check(list, typ, slices.Collect(maps.Keys(schema.Properties[list].Items.Properties)), func(key string) error {
			_, err := Parse("f.yml", []byte(list+": [{"+key+": [x]}]"), groups)
			return err
		})
	}
}

// An editor that goes by the schema agrees with Parse.
func TestSchemaAgrees(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for src, valid := range map[string]bool{
		"{}":                               true,
		"version: 1":                       true,
		"version: 2":                       false,
		"enable: race":                     true,
		"enable: [race, lostupdate]":       true,
		"enable: [[race]]":                 false,
		"enable: Race!":                    false,
		"disable: {race: off}":             false,
		"severities: {race: 'off'}":        true,
		"severities: {race: loud}":         false,
		"severities: [race]":               false,
		"min-severity: info":               true,
		"min-severity: never":              false,
		"fail-on: never":                   true,
		"deep: true":                       true,
		"deep: 1":                          false,
		"tests: false":                     true,
		"unknown: 1":                       false,
		"extends: testdata/base.yml":       true,
		"extends: [testdata/base.yml]":     true,
		"extends: [[a]]":                   false,
		"extends: ''":                      false,
		"baseline: known.json":             true,
		"baseline: [a]":                    false,
		"paths: [{path: a, disable: []}]":  true,
		"paths: [{path: a}]":               false,
		"paths: [{disable: race}]":         false,
		"paths: [{path: '', disable: []}]": false,
		"paths: [{path: a, severities: {race: info}}]":                                                      true,
		"paths: [{path: a, disable: race, enable: race}]":                                                   false,
		"paths: [{path: a, disable: race}, {path: b, disable: []}]":                                         true,
		"review: {blocking: [cardinality, change], dashboards: a/**, alerts: [a, b], runbooks: [], ci: []}": true,
		"review: {blocking: help}":                                                                          true,
		"review: {blocking: [race]}":                                                                        false,
		"review: {boards: [a]}":                                                                             false,
		"review: {alerts: {a: b}}":                                                                          false,
		"review: [help]":                                                                                    false,
		"label-sinks: [{func: a.com/b.C}]":                                                                  true,
		"label-sinks: [{func: a.com/b.C, arg: 1, as: map, label: x}, {func: (*a.com/b.T).M, as: tags}]": true,
		"label-sinks: {func: a.com/b.C}":                                  false,
		"label-sinks: [a.com/b.C]":                                        false,
		"label-sinks: [{arg: 1}]":                                         false,
		"label-sinks: [{func: C}]":                                        false,
		"label-sinks: [{func: 'func a.C'}]":                               false,
		"label-sinks: [{func: a.C, arg: -1}]":                             false,
		"label-sinks: [{func: a.C, arg: one}]":                            false,
		"label-sinks: [{func: a.C, as: list}]":                            false,
		"label-sources: [{func: a.C, what: the login, personal: x}]":      true,
		"label-sources: [{field: a/b.T.F}]":                               true,
		"label-sources: [{field: F}]":                                     false,
		"label-sources: [{func: a.C, field: a.T.F}]":                      false,
		"label-sources: [{what: the login}]":                              false,
		"label-sanitizers: [{func: (a/b/v2.I).Known}]":                    true,
		"label-sanitizers: [{func: '(a/b.I.Known'}]":                      false,
		"label-sanitizers: [{func: a.C, arg: 1}]":                         false,
		"contexts: [{func: (*a/b.Pool).Submit}, {func: a.C, runs: many}]": true,
		"contexts: [{func: a.C, runs: twice}]":                            false,
		"contexts: [{runs: once}]":                                        false,
	} {
		var doc any
		if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); (err == nil) != valid {
			t.Errorf("schema on %s: %v, want valid %v", src, err, valid)
		}
		// Parse also refuses what a schema cannot know, such as a path that changes nothing.
		if _, err := Parse("f.yml", []byte(src), groups); err == nil && !valid || err != nil && valid && !strings.Contains(src, "[]") {
			t.Errorf("Parse on %s: %v, want valid %v", src, err, valid)
		}
	}
}
