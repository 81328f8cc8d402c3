package proxy

// The editor sees one server: gopls's capabilities, and what counterlint adds.

import (
	"encoding/json"
	"slices"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

var ourInitialize = json.RawMessage(`"initialize"`)

type raw = map[string]json.RawMessage

// goplsInitialized takes gopls's answer, and asks counterlint, which must count in the same units and be asked or not as gopls is.
func (p *proxy) goplsInitialized(m *rpc.Message) {
	var result struct {
		Capabilities struct {
			PositionEncoding   protocol.Encoding `json:"positionEncoding"`
			DiagnosticProvider json.RawMessage   `json:"diagnosticProvider"`
		} `json:"capabilities"`
	}
	if m.Error != nil || json.Unmarshal(m.Result, &result) != nil || p.ours == nil {
		p.phase = running
		p.ours = nil
		p.client.Send(m)
		return
	}
	encoding := result.Capabilities.PositionEncoding
	if encoding == "" {
		encoding = protocol.UTF16
	}
	p.docs.Encoding = encoding
	params, err := forOurs(p.initialize.Params, encoding, isOffered(result.Capabilities.DiagnosticProvider))
	if err != nil {
		params = p.initialize.Params // it will say so
	}
	p.goplsAnswer = m
	p.ours.Send(rpc.Request(ourInitialize, "initialize", params))
}

func isOffered(provider json.RawMessage) bool {
	s := string(provider)
	return s != "" && s != "null" && s != "false"
}

// forOurs changes the capabilities of the editor to those that gopls made use of.
func forOurs(params json.RawMessage, encoding protocol.Encoding, pull bool) (json.RawMessage, error) {
	var all raw
	if err := json.Unmarshal(params, &all); err != nil {
		return nil, err
	}
	err := within(all, "capabilities", func(capabilities raw) error {
		if err := within(capabilities, "general", func(general raw) (err error) {
			general["positionEncodings"], err = json.Marshal([]protocol.Encoding{encoding})
			return err
		}); err != nil || pull {
			return err
		}
		return within(capabilities, "textDocument", func(document raw) error {
			delete(document, "diagnostic")
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// within changes an object that is a field of another.
func within(of raw, name string, change func(raw) error) error {
	field := raw{}
	if value := of[name]; value != nil && string(value) != "null" {
		if err := json.Unmarshal(value, &field); err != nil {
			return err
		}
	}
	if err := change(field); err != nil {
		return err
	}
	data, err := json.Marshal(field)
	of[name] = data
	return err
}

// initialized gives the editor the answer of both.
func (p *proxy) initialized(m *rpc.Message) {
	p.phase = running
	result, pull, ok := joinCapabilities(p.goplsAnswer.Result, m.Result)
	if !ok {
		p.ours = nil
		p.client.Send(p.goplsAnswer)
		return
	}
	p.pull = pull
	p.client.Send(rpc.Response(p.initialize.ID, result))
}

// joinCapabilities adds to gopls's answer what counterlint offers. It reports whether both are asked for diagnostics.
func joinCapabilities(gopls, ours json.RawMessage) (result json.RawMessage, pull, ok bool) {
	var all, theirs raw
	var own struct {
		Capabilities raw `json:"capabilities"`
	}
	if json.Unmarshal(gopls, &all) != nil || json.Unmarshal(cmpRaw(all["capabilities"], nil), &theirs) != nil || json.Unmarshal(ours, &own) != nil || own.Capabilities == nil {
		return nil, false, false
	}
	if theirs == nil {
		theirs = raw{}
	}
	if !isOffered(theirs["hoverProvider"]) {
		theirs["hoverProvider"] = own.Capabilities["hoverProvider"]
	}
	theirs["codeActionProvider"] = joinKinds(theirs["codeActionProvider"], own.Capabilities["codeActionProvider"])
	pull = isOffered(theirs["diagnosticProvider"]) && isOffered(own.Capabilities["diagnosticProvider"])
	all["capabilities"], _ = json.Marshal(theirs) // it was JSON before
	result, _ = json.Marshal(all)
	return result, pull, true
}

// joinKinds adds the kinds of counterlint's actions to those that gopls lists.
func joinKinds(gopls, ours json.RawMessage) json.RawMessage {
	if !isOffered(gopls) {
		return ours
	}
	var options raw
	var kinds []string
	if json.Unmarshal(gopls, &options) != nil || json.Unmarshal(cmpRaw(options["codeActionKinds"], nil), &kinds) != nil || kinds == nil {
		return gopls // any kind
	}
	for _, kind := range []string{"quickfix", server.FixAll} {
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	options["codeActionKinds"], _ = json.Marshal(kinds) // strings
	data, _ := json.Marshal(options)                    // it was JSON before
	return data
}
