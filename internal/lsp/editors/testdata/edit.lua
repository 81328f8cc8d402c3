-- What a person does in Neovim: open a file, type without saving, look at what is said, take the fix. The text to type lies in
-- $TYPED; what happened goes to $REPORT as JSON.
local report = {}
local function finish(problem)
  report.problem = problem
  local f = assert(io.open(os.getenv("REPORT"), "w"))
  f:write(vim.fn.json_encode(report))
  f:close()
  vim.cmd(problem and "cquit" or "qall!")
end

local function said()
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, string.format("%d %s %s", d.lnum, d.source, d.code))
  end
  table.sort(list)
  return list
end

local function wait_for(want)
  table.sort(want)
  if not vim.wait(60000, function() return vim.deep_equal(said(), want) end, 10) then
    finish("said " .. vim.inspect(said()) .. " and not " .. vim.inspect(want))
  end
end

local client = vim.lsp.start_client({
  name = "gopls",
  cmd = { os.getenv("COUNTERLINT"), "serve" },
  root_dir = vim.fn.getcwd(),
  settings = { gopls = { diagnosticsDelay = "100ms" } },
})
vim.cmd("edit p.go")
vim.lsp.buf_attach_client(0, client)
if not vim.wait(60000, function() return vim.lsp.buf_get_clients(0)[client] ~= nil end, 10) then
  finish("the server does not come up")
end

vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.fn.readfile(os.getenv("TYPED")))
wait_for({ "9 counterlint ignore", "11 printf default", "13 counterlint addload" })

vim.api.nvim_win_set_cursor(0, { 14, 10 })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {}, only = { "quickfix" } }
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000)) do
  for _, action in ipairs(answer.result or {}) do
    if action.title == "Use the result of Add" then
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)
    end
  end
end
wait_for({ "9 counterlint ignore", "11 printf default" })

vim.api.nvim_win_set_cursor(0, { 10, 24 })
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 60000)) do
  report.hover = answer.result and answer.result.contents.value
end
report.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
report.modified = vim.bo.modified
finish()
