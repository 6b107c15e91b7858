"""Layers import downwards only, and heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "readlist"

# from the ground up; a module may import its own layer and those before it
LAYERS: tuple[tuple[str, ...], ...] = (
    ("model", "latex", "commands", "pages", "search", "formats", "settings"),
    ("library", "interest"),
    ("platform", "store", "manual"),
    ("lookup", "pdf", "writing"),
    ("follow",),
    ("session",),
    ("cli", "tui"),
    ("__main__",),
)
ROOMS = {  # library → the only places that may import it
    "textual": ("readlist.tui",),
    "rich": ("readlist.tui", "readlist.manual.rendering"),
    "tinydb": ("readlist.store.tinydb_storage",),
    "rapidfuzz": ("readlist.search", "readlist.model.likeness", "readlist.lookup.matching"),
    "httpx2": ("readlist.lookup.client", "readlist.lookup.download"),
    "pypdfium2": ("readlist.pdf.extraction", "readlist.pdf.first_lines", "readlist.pdf.drawing"),
    "textual_image": ("readlist.tui.widgets.page_image",),
    "PIL": ("readlist.tui.widgets.page_image",),
    "feedparser": ("readlist.lookup.arxiv", "readlist.formats.atom", "readlist.follow.announcement"),
    "bibtexparser": ("readlist.formats",),
    "rispy": ("readlist.formats",),
    "pylatexenc": ("readlist.latex", "readlist.formats"),
    "pyperclip": ("readlist.platform.programs",),
    "numpy": ("readlist.search", "readlist.interest", "readlist.pages.references.tagger"),
    "pygls": ("readlist.session.language_server",),
    "lsprotocol": ("readlist.session.language_server",),
    "citeproc": ("readlist.writing.citation_styles",),
    "platformdirs": ("readlist.platform", "readlist.session.ui_state"),
}
PURE = LAYERS[0] + LAYERS[1]
FILES = {"os", "pathlib", "shutil", "tempfile", "io", "subprocess", "socket", "urllib.request", "webbrowser"}


def _modules() -> Iterator[tuple[str, frozenset[str]]]:
    """Every module with what it imports."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(p for p in parts if p != "__init__"), frozenset(imports(path))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide where things are"
            yield node.module or ""


@cache
def _imports() -> tuple[tuple[str, str], ...]:
    """Module and what it imports."""
    return tuple((name, imported) for name, all_of_it in _modules() for imported in sorted(all_of_it))


def layer(name: str) -> int:
    parts = name.split(".")
    if len(parts) == 1:
        return 0
    return next(n for n, names in enumerate(LAYERS) if parts[1] in names)


def test_modules_import_only_downwards() -> None:
    own = [(name, to) for name, to in _imports() if to.split(".")[0] == "readlist" and name != "readlist"]
    assert len(own) > 500
    assert [(name, to) for name, to in own if layer(to) > layer(name)] == []


def test_command_line_and_app_do_not_know_each_other() -> None:
    assert [n for n, to in _imports() if n.startswith("readlist.tui") and to.startswith("readlist.cli")] == []


def test_heavy_libraries_stay_in_their_rooms() -> None:
    heavy = [(name, to, ROOMS[to.split(".")[0]]) for name, to in _imports() if to.split(".")[0] in ROOMS]
    assert [(name, to) for name, to, rooms in heavy if not name.startswith(rooms)] == []


def test_the_core_touches_no_files() -> None:
    core = [(name, to) for name, to in _imports() if name.split(".")[1:2] and name.split(".")[1] in PURE]
    assert [(name, to) for name, to in core if to in FILES or to.split(".")[0] in FILES] == []


def test_no_module_is_outside_the_layers() -> None:
    assert all(layer(name) in range(len(LAYERS)) for name, _ in _imports())


@pytest.mark.parametrize("arguments", [["--version"], ["list"], ["list", "atention"], ["authors"], ["queue"], ["keys"]])
def test_commands_do_not_pay_for_the_app(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import atexit, sys; from readlist.__main__ import main;"
        "heavy = ('textual', 'numpy', 'httpx2', 'rich', 'bibtexparser', 'pylatexenc', 'rispy', 'feedparser', 'tinydb',"
        " 'pypdfium2', 'readlist.pdf');"
        "atexit.register(lambda: print([m for m in heavy if m in sys.modules])); main()"
    )
    monkeypatch.setenv("READLIST_LIBRARY", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
