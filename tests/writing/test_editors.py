"""The recipes of the manual's page on editors, run in the editors that are installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from readlist.session.open_library import OpenLibrary

PAGE = (files("readlist.manual") / "editors.md").read_text(encoding="utf-8")


def recipe(language: str) -> str:
    (block,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)
    return block


@pytest.fixture
def env(ten: OpenLibrary, tmp_path: Path) -> dict[str, str]:
    """An environment with a command ``readlist``, and a manuscript to write."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "readlist").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n')
    (folder / "readlist").chmod(0o755)
    (tmp_path / "main.tex").write_text("\\bibliography{refs}\nSee  here.\n")
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm-256color"}


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


NEOVIM = """
vim.fn.cursor(2, 4)
local before = vim.api.nvim_get_current_win()
for _, map in ipairs(vim.api.nvim_get_keymap('n')) do
  if map.lhs:lower() == '<c-k>' then map.callback() end
end
local job = vim.b.terminal_job_id
local function shown(text)
  return vim.wait(15000, function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n'):find(text, 1, true) ~= nil
  end, 20)
end
assert(shown('10 found'))
vim.fn.chansend(job, 'maple')
assert(shown('> maple   1 found'))
vim.fn.chansend(job, '\\r')
vim.wait(15000, function() return vim.api.nvim_get_current_win() == before end, 20)
vim.cmd('write')
io.stdout:write(vim.api.nvim_buf_get_lines(0, 1, 2, false)[1])
vim.cmd('qa!')
"""


def test_neovims_recipe_inserts_a_citation_and_its_entry(env: dict[str, str], tmp_path: Path) -> None:
    nvim = tool("nvim")
    (tmp_path / "recipe.lua").write_text(recipe("lua"))
    (tmp_path / "try.lua").write_text(NEOVIM)
    command = [nvim, "--clean", "--headless", "-n", "-c", "luafile recipe.lua", "main.tex", "-c", "luafile try.lua"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert "See \\cite{writer2008work} here." in done.stdout, done.stderr
    assert "{writer2008work," in (tmp_path / "refs.bib").read_text()


@pytest.mark.long
def test_neovims_recipe_starts_the_server(env: dict[str, str], tmp_path: Path) -> None:
    nvim = tool("nvim")
    pytest.importorskip("pygls")
    (tmp_path / "recipe.lua").write_text(recipe("lua"))
    (tmp_path / "refs.bib").write_text("@misc{x, title = {X}}\n")
    (tmp_path / "main.tex").write_text("\\bibliography{refs}\n\\cite{writer2001work}\n\\cite{x}\n")
    ask = (
        "vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 20) "
        "io.stdout:write(vim.json.encode(vim.tbl_map(function(d) return d.message end, vim.diagnostic.get(0)))) "
        "vim.cmd('qa!')"
    )
    steps = ("luafile recipe.lua", "filetype on", "edit main.tex", f"lua {ask}")
    command = [nvim, "--clean", "--headless", "-n", *(word for step in steps for word in ("-c", step))]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    (message,) = json.loads(done.stdout)
    assert message.startswith("writer2001work is not in the bibliography, but in your library")


@pytest.mark.long
def test_vims_recipe_inserts_a_citation(env: dict[str, str], tmp_path: Path) -> None:
    vim = tool("vim")
    (tmp_path / "recipe.vim").write_text(recipe("vim"))
    terminal = pytest.importorskip("pexpect").spawn(
        vim, ["-u", "NONE", "-N", "-n", "-S", "recipe.vim", "main.tex"], cwd=str(tmp_path), env=env, timeout=20
    )
    terminal.send("2G3l\x0b")
    terminal.expect("10 found")
    terminal.send("maple")
    terminal.expect("1 found")
    terminal.send("\r")
    terminal.send("\r:wq\r")
    terminal.wait()
    assert "\\cite{writer2008work}" in (tmp_path / "main.tex").read_text()


@pytest.mark.long
def test_emacs_recipe_inserts_a_citation(env: dict[str, str], tmp_path: Path) -> None:
    emacs = tool("emacs")
    (tmp_path / "recipe.el").write_text(recipe("elisp"))
    choose = "(fset 'completing-read (lambda (prompt names &rest _) (car (nth 3 names))))"
    steps = f'(progn {choose} (find-file "main.tex") (goto-line 2) (forward-char 4) (readlist-cite) (save-buffer))'
    command = [emacs, "-Q", "--batch", "-l", "recipe.el", "--eval", steps]
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True, timeout=60)
    assert re.search(r"See \\cite\{writer\d+work\} here", (tmp_path / "main.tex").read_text())
    assert "@article{writer" in (tmp_path / "refs.bib").read_text()


def test_tmux_takes_its_recipe(env: dict[str, str], tmp_path: Path) -> None:
    tmux = tool("tmux")
    (tmp_path / "tmux.conf").write_text(recipe("tmux"))
    socket = ["-S", str(tmp_path / "tmux")]
    base = [tmux, *socket, "-f", str(tmp_path / "tmux.conf")]
    subprocess.run([*base, "new-session", "-d", "sleep 20"], env=env, check=True, capture_output=True, timeout=20)
    try:
        keys = subprocess.run([*base, "list-keys"], env=env, check=True, capture_output=True, text=True, timeout=20)
    finally:
        subprocess.run([*base, "kill-server"], env=env, check=True, timeout=20)
    assert re.search(r"prefix\s+k\s+display-popup .*readlist pick", keys.stdout)


def test_the_other_recipes_are_what_they_are_for() -> None:
    (task,) = json.loads(recipe("json"))["tasks"]
    assert "readlist pick --into" in task["command"]
    import tomllib

    settings = tomllib.loads(recipe("helix"))
    assert settings["language-server"]["readlist"] == {"command": "readlist", "args": ["lsp"]}
