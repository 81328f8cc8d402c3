package server

import (
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// FixAll is the kind of the action that makes all safe fixes in a file.
const FixAll = "source.fixAll.counterlint"

const quickFix = "quickfix"

type object = map[string]any

func (s *server) initialize(m *rpc.Message, p protocol.InitializeParams) {
	if s.phase != fresh {
		s.fail(m, rpc.InvalidRequest, "initialized twice")
		return
	}
	s.phase = initialized
	s.client = p.Capabilities
	s.docs.Encoding = protocol.Choose(p.Capabilities.General.PositionEncodings)
	s.pull = p.Capabilities.TextDocument.Diagnostic != nil && p.Capabilities.Workspace.Diagnostics.RefreshSupport
	folders := p.Folders
	if len(folders) == 0 && p.RootURI != "" {
		folders = []protocol.WorkspaceFolder{{URI: p.RootURI}}
	}
	if len(folders) == 0 && p.RootPath != "" {
		folders = []protocol.WorkspaceFolder{{URI: protocol.URI(p.RootPath)}}
	}
	s.changeFolders(nil, folders)
	s.initialSettings(p.InitializationOptions)

	capabilities := object{
		"textDocumentSync":   object{"openClose": true, "change": 2, "save": object{"includeText": false}},
		"codeActionProvider": true,
		"hoverProvider":      true,
		"workspace":          object{"workspaceFolders": object{"supported": true, "changeNotifications": true}},
	}
	if p.Capabilities.TextDocument.CodeAction.LiteralSupport != nil {
		capabilities["codeActionProvider"] = object{"codeActionKinds": []string{quickFix, FixAll}}
	}
	if len(p.Capabilities.General.PositionEncodings) > 0 {
		capabilities["positionEncoding"] = s.docs.Encoding
	}
	if s.pull {
		capabilities["diagnosticProvider"] = object{"identifier": "counterlint", "interFileDependencies": true, "workspaceDiagnostics": false}
	}
	s.reply(m, object{"capabilities": capabilities, "serverInfo": object{"name": "counterlint", "version": s.opts.Version}})
}

// register asks to be told of what the editor alone knows.
func (s *server) register() {
	var list []protocol.Registration
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		var watchers []object
		for _, glob := range []string{"**/*.go", "**/go.{mod,sum,work}", "**/.counterlint.yml"} {
			watchers = append(watchers, object{"globPattern": glob})
		}
		list = append(list, protocol.Registration{
			ID: "counterlint-files", Method: "workspace/didChangeWatchedFiles", RegisterOptions: object{"watchers": watchers},
		})
	}
	if s.client.Workspace.DidChangeConfiguration.DynamicRegistration {
		list = append(list, protocol.Registration{
			ID: "counterlint-settings", Method: "workspace/didChangeConfiguration", RegisterOptions: object{"section": section},
		})
	}
	if len(list) > 0 {
		s.call("client/registerCapability", protocol.RegistrationParams{Registrations: list}, nil)
	}
}

// changeFolders changes the workspace.
func (s *server) changeFolders(removed, added []protocol.WorkspaceFolder) {
	for _, f := range removed {
		path := protocol.Path(f.URI)
		s.folders = slices.DeleteFunc(s.folders, func(other string) bool { return other == path })
		delete(s.settings, path)
	}
	for _, f := range added {
		if path := protocol.Path(f.URI); path != "" && !slices.Contains(s.folders, path) {
			s.folders = append(s.folders, path)
		}
	}
	if s.phase == initialized {
		s.askSettings()
	}
	for _, r := range s.roots {
		s.touch(r)
	}
	for _, doc := range s.docs.All() {
		s.touch(s.rootOf(doc))
	}
}

// folderOf returns the innermost folder of the workspace that holds a file.
func (s *server) folderOf(path string) (folder string, ok bool) {
	for _, f := range s.folders {
		if rel, err := filepath.Rel(f, path); err == nil && filepath.IsLocal(rel) && len(f) > len(folder) {
			folder, ok = f, true
		}
	}
	return folder, ok
}
