;;; What a person does in Emacs with Eglot: open a file, type without saving, look at what is said, take the fix.  The configuration
;;; is that of docs/editors.md, in $CONFIG; the text to type lies in $TYPED; what happened goes to $REPORT as JSON.  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'json)
(require 'eglot)
(unless (require 'go-mode nil t) ; enough for a server
  (define-derived-mode go-mode prog-mode "Go"))
(load (getenv "CONFIG") nil t)

(defvar report nil)

(defun finish (problem)
  (with-temp-file (getenv "REPORT")
    (insert (json-encode (append (list (cons 'problem (or problem ""))) report))))
  (kill-emacs (if problem 1 0)))

(defun said ()
  (flymake-start)
  (sort (mapcar (lambda (d) (format "%d %s" (1- (line-number-at-pos (flymake-diagnostic-beg d)))
                                    (car (split-string (flymake-diagnostic-text d) ":"))))
                (flymake-diagnostics))
        #'string<))

(defun wait-for (want)
  (let ((end (time-add (current-time) 60)))
    (while (not (equal (said) want))
      (when (time-less-p end (current-time))
        (finish (format "said %S and not %S" (mapcar #'flymake-diagnostic-text (flymake-diagnostics)) want)))
      (accept-process-output nil 0.05))))

(setq eglot-sync-connect 60 eglot-autoreconnect nil eglot-confirm-server-initiated-edits nil)
(condition-case problem
    (progn
      (find-file "p.go")
      (go-mode)
      (eglot-ensure)
      (unless (eglot-current-server) ; that waits for a command of the user
        (apply #'eglot (eglot--guess-contact)))
      (erase-buffer)
      (insert-file-contents (getenv "TYPED"))
      (eglot--signal-textDocument/didChange)
      (wait-for '("11 printf [default]" "13 counterlint [addload]" "9 counterlint [ignore]"))
      (goto-char (point-min))
      (forward-line 13)
      (forward-char 10)
      (cl-letf (((symbol-function 'completing-read) (lambda (_prompt actions &rest _) (caar actions)))
                ((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
        (eglot-code-actions (point) (point) "quickfix" t))
      (eglot--signal-textDocument/didChange)
      (wait-for '("11 printf [default]" "9 counterlint [ignore]"))
      (goto-char (point-min))
      (forward-line 9)
      (forward-char 24)
      (push (cons 'hover (plist-get (plist-get (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))
                                               :contents)
                                    :value))
            report)
      (push (cons 'text (buffer-string)) report)
      (push (cons 'modified (if (buffer-modified-p) t :json-false)) report)
      (set-buffer-modified-p nil)
      (eglot-shutdown (eglot-current-server)))
  (error (finish (format "%S" problem))))
(finish nil)
