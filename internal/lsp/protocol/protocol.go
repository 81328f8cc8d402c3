// Package protocol is the part of the Language Server Protocol that counterlint speaks: its structures, the texts of open
// documents, and positions in them.
//
// Fields that nothing here looks at are left out; who passes messages on passes on the bytes as they came. Lines end with \n or
// \r\n, as in Go and in gopls: a lone \r ends none.
package protocol

import "encoding/json"

type (
	// A Position counts from 0, and within a line in the units of an [Encoding].
	Position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}

	// A Range ends before End.
	Range struct {
		Start Position `json:"start"`
		End   Position `json:"end"`
	}

	Location struct {
		URI   string `json:"uri"`
		Range Range  `json:"range"`
	}

	TextDocumentIdentifier struct {
		URI     string `json:"uri"`
		Version *int   `json:"version,omitempty"`
	}

	TextDocumentItem struct {
		URI        string `json:"uri"`
		LanguageID string `json:"languageId"`
		Version    int    `json:"version"`
		Text       string `json:"text"`
	}

	DidOpenParams struct {
		TextDocument TextDocumentItem `json:"textDocument"`
	}

	// A DocumentParams is what notifications and requests about one document have in common.
	DocumentParams struct {
		TextDocument TextDocumentIdentifier `json:"textDocument"`
	}

	DidChangeParams struct {
		TextDocument   TextDocumentIdentifier `json:"textDocument"`
		ContentChanges []ContentChange        `json:"contentChanges"`
	}

	// A ContentChange without a range is a whole new text.
	ContentChange struct {
		Range *Range `json:"range,omitempty"`
		Text  string `json:"text"`
	}

	WorkspaceFolder struct {
		URI  string `json:"uri"`
		Name string `json:"name"`
	}

	DidChangeFoldersParams struct {
		Event struct {
			Added   []WorkspaceFolder `json:"added"`
			Removed []WorkspaceFolder `json:"removed"`
		} `json:"event"`
	}

	InitializeParams struct {
		RootURI               string             `json:"rootUri"`
		RootPath              string             `json:"rootPath"`
		Folders               []WorkspaceFolder  `json:"workspaceFolders"`
		InitializationOptions json.RawMessage    `json:"initializationOptions"`
		Capabilities          ClientCapabilities `json:"capabilities"`
	}

	ClientCapabilities struct {
		General struct {
			PositionEncodings []Encoding `json:"positionEncodings"`
		} `json:"general"`
		Workspace struct {
			Configuration          bool    `json:"configuration"`
			DidChangeConfiguration Dynamic `json:"didChangeConfiguration"`
			DidChangeWatchedFiles  Dynamic `json:"didChangeWatchedFiles"`
			Diagnostics            struct {
				RefreshSupport bool `json:"refreshSupport"`
			} `json:"diagnostics"`
			WorkspaceEdit struct {
				DocumentChanges bool `json:"documentChanges"`
			} `json:"workspaceEdit"`
		} `json:"workspace"`
		TextDocument struct {
			Diagnostic *struct{} `json:"diagnostic"`
			CodeAction struct {
				LiteralSupport *struct{} `json:"codeActionLiteralSupport"`
			} `json:"codeAction"`
		} `json:"textDocument"`
	}

	Dynamic struct {
		DynamicRegistration bool `json:"dynamicRegistration"`
	}

	Diagnostic struct {
		Range              Range            `json:"range"`
		Severity           int              `json:"severity"`
		Code               string           `json:"code,omitempty"`
		CodeDescription    *CodeDescription `json:"codeDescription,omitempty"`
		Source             string           `json:"source"`
		Message            string           `json:"message"`
		RelatedInformation []Related        `json:"relatedInformation,omitempty"`
	}

	CodeDescription struct {
		Href string `json:"href"`
	}

	Related struct {
		Location Location `json:"location"`
		Message  string   `json:"message"`
	}

	PublishParams struct {
		URI         string            `json:"uri"`
		Version     *int              `json:"version,omitempty"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	}

	// A DiagnosticReport answers a request for the diagnostics of one document, or is part of the answer for all.
	DiagnosticReport struct {
		Kind    string            `json:"kind"` // full
		URI     string            `json:"uri,omitempty"`
		Version *int              `json:"version,omitempty"`
		Items   []json.RawMessage `json:"items"`
	}

	CodeActionParams struct {
		TextDocument TextDocumentIdentifier `json:"textDocument"`
		Range        Range                  `json:"range"`
		Context      struct {
			Only []string `json:"only"`
		} `json:"context"`
	}

	CodeAction struct {
		Title       string            `json:"title"`
		Kind        string            `json:"kind"`
		Diagnostics []json.RawMessage `json:"diagnostics,omitempty"`
		IsPreferred bool              `json:"isPreferred,omitempty"`
		Edit        *WorkspaceEdit    `json:"edit,omitempty"`
		Data        json.RawMessage   `json:"data,omitempty"`
	}

	// A WorkspaceEdit has one of the two.
	WorkspaceEdit struct {
		Changes         map[string][]TextEdit `json:"changes,omitempty"`
		DocumentChanges []DocumentEdit        `json:"documentChanges,omitempty"`
	}

	DocumentEdit struct {
		TextDocument struct {
			URI     string `json:"uri"`
			Version *int   `json:"version"` // null: not open
		} `json:"textDocument"`
		Edits []TextEdit `json:"edits"`
	}

	TextEdit struct {
		Range   Range  `json:"range"`
		NewText string `json:"newText"`
	}

	PositionParams struct {
		TextDocument TextDocumentIdentifier `json:"textDocument"`
		Position     Position               `json:"position"`
	}

	Hover struct {
		Contents MarkupContent `json:"contents"`
		Range    *Range        `json:"range,omitempty"`
	}

	MarkupContent struct {
		Kind  string `json:"kind"` // markdown
		Value string `json:"value"`
	}

	ConfigurationParams struct {
		Items []ConfigurationItem `json:"items"`
	}

	ConfigurationItem struct {
		ScopeURI string `json:"scopeUri,omitempty"`
		Section  string `json:"section"`
	}

	DidChangeConfigurationParams struct {
		Settings json.RawMessage `json:"settings"`
	}

	Registration struct {
		ID              string `json:"id"`
		Method          string `json:"method"`
		RegisterOptions any    `json:"registerOptions,omitempty"`
	}

	RegistrationParams struct {
		Registrations []Registration `json:"registrations"`
	}

	MessageParams struct {
		Type    int    `json:"type"`
		Message string `json:"message"`
	}

	CancelParams struct {
		ID json.RawMessage `json:"id"`
	}
)

// Kinds of messages and severities of diagnostics.
const (
	Error       = 1
	Warning     = 2
	Information = 3
	Log         = 4
)
