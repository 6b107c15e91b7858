-- Asks the language server through neovim's own client what an editor asks, and prints the answers as JSON.
local answers = {}
local client = vim.lsp.start_client({
  cmd = vim.split(vim.env.SERVER, " "),
  name = "readlist",
  root_dir = vim.fn.getcwd(),
  handlers = {
    ["window/showMessage"] = function(_, message) answers.message = message.message end,
  },
})
vim.lsp.buf_attach_client(0, client)
vim.wait(10000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local function diagnostics()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = d.lnum, column = d.col, stop = d.end_col, text = d.message, code = d.code })
  end
  return found
end
local function ask(method, params) -- the first answer
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 10000) or {}) do
    return answer.result
  end
end
local function at(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = column } }
end
answers.diagnostics = diagnostics()
local place = vim.json.decode(vim.env.PLACE)
answers.completion = ask("textDocument/completion", at(place.line, place.completion))
answers.hover = ask("textDocument/hover", at(place.line, place.hover))
local params = at(place.line, place.hover)
params.range = { start = params.position, ["end"] = params.position }
params.context = { diagnostics = {} }
answers.actions = ask("textDocument/codeAction", params)
local before = #vim.diagnostic.get(0)
if answers.actions and answers.actions[1] and answers.actions[1].command then
  ask("workspace/executeCommand", answers.actions[1].command)
  vim.wait(10000, function() return answers.message ~= nil and #vim.diagnostic.get(0) < before end, 20)
end
answers.after = diagnostics()
io.stdout:write(vim.json.encode(answers))
vim.cmd("qa!")
