"""The recipes of CONTRIBUTING.md, carried out in a copy of the tree: they work, and half of one turns a test red."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

PAGE = """* On the Sum — Ann Lee, Bo Chen
A sum is looked at from both sides and found to be the same.

* On the Product: A Sequel — Ann Lee
It is longer than the sum.
"""
LISTED = [
    {"title": "On the Sum", "authors": ["Ann Lee", "Bo Chen"]},
    {"title": "On the Product: A Sequel", "authors": ["Ann Lee"]},
]
STARRED = "To read\n* On the Sum (Ann Lee, Bo Chen; 2015)\n* On the Product (Ann Lee; 2016)\n"
STARS = [
    {"title": "On the Sum", "authors": ["Ann Lee", "Bo Chen"], "date": "2015"},
    {"title": "On the Product", "authors": ["Ann Lee"], "date": "2016"},
]
COMMAND = "from readlist.cli.main import main; import sys; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class Recipe:
    """A heading of CONTRIBUTING.md, a program that uses what is added, what it prints, and tests that guard it."""

    heading: str
    program: str
    prints: str
    guards: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] | None = ()  # files that its tests ask for; None: more than files


RECIPES = (
    Recipe(
        "A page layout",
        "from datetime import date\nfrom readlist.pages.reading import read_pages\n"
        f"(page,) = read_pages({PAGE!r}, 'page.txt', date(2026, 6, 1))\n"
        "print(page.layout, *[(e.title, e.authors) for e in page.entries])",
        "listed ('On the Sum', ('Ann Lee', 'Bo Chen')) ('On the Product: A Sequel', ('Ann Lee',))",
        ("tests/test_tables.py", "tests/pages/test_layouts.py"),
        data=(("sample_data/lists/listed.txt", PAGE), ("sample_data/lists/listed.json", json.dumps(LISTED))),
    ),
    Recipe(
        "A kind of list",
        "from datetime import date\nfrom readlist.pages.reading import read_pages\n"
        f"(page,) = read_pages({STARRED!r}, 'list.txt', date(2026, 6, 1))\n"
        "print(page.form, *[(e.title, e.authors, e.date) for e in page.entries])",
        "starred list ('On the Sum', ('Ann Lee', 'Bo Chen'), '2015') ('On the Product', ('Ann Lee',), '2016')",
        ("tests/test_tables.py", "tests/pages/test_lists.py"),
        data=(("sample_data/lists/starred.txt", STARRED), ("sample_data/lists/starred.json", json.dumps(STARS))),
    ),
    Recipe(
        "An export format",
        "from readlist.formats import render\nfrom readlist.model.paper import Mark, Paper\n"
        "print(render('titles', [(Paper(id=1, key='a', title_text='On Sums'), Mark(id=1))]).text)",
        "a\tOn Sums",
        ("tests/test_tables.py", "tests/formats/test_formats.py"),
    ),
    Recipe(
        "A kind of manuscript",
        "from readlist.writing.manuscript_kinds import kind_of\nkind = kind_of('a.wiki')\n"
        "text = kind.blanked('{{refs|a.bib}} {{cite|lee2020sums}} <!-- {{cite|no}} -->')\n"
        "print([c.key for c in kind.citations(text)], *kind.files(text))",
        "['lee2020sums'] a.bib",
        ("tests/writing/test_check.py::test_every_check_and_every_kind_is_tried_here",),
        data=None,
    ),
    Recipe(
        "An import format",
        "from readlist.formats import format_of\n"
        "row = format_of('#papers\\nOn Sums\\nOn Products\\n')\n"
        "print(row.name, *[e.title for e in row.read('#papers\\nOn Sums\\nOn Products\\n').entries])",
        "titles On Sums On Products",
        ("tests/test_tables.py", "tests/formats/test_formats.py"),
    ),
    Recipe(
        "A query field",
        COMMAND,
        "Adam: A Method for Stochastic Optimization",
        ("tests/test_tables.py", "tests/search/test_fields.py"),
        ("list", "key:kingma2014adam"),
    ),
    Recipe(
        "A command of the app",
        COMMAND,
        "Show the number of papers",
        ("tests/test_tables.py", "tests/test_commands.py"),
        ("keys",),
    ),
    Recipe(
        "A command of the command line",
        COMMAND,
        "55",
        ("tests/test_tables.py", "tests/cli/test_verbs.py"),
        ("count",),
    ),
    Recipe(
        "A dialog",
        "from readlist.tui.dialogs.colophon import Colophon\nprint([row.description for row in Colophon.key_rows()])",
        "cancel",
        ("tests/tui/test_dialogs.py::test_every_dialog_is_in_the_table",),
        data=None,
    ),
    Recipe(
        "A source of new papers",
        "from readlist.follow.sources import SOURCES\nprint([source.module for source in SOURCES])",
        "daily_list",
        ("tests/test_tables.py",),
    ),
    Recipe(
        "An entry of the configuration",
        COMMAND,
        "# show the year",
        ("tests/test_tables.py",),
        ("config", "--example"),
        data=None,
    ),
)
every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.heading)


@dataclass(frozen=True)
class Piece:
    """Code that a recipe shows, the file that it goes into, and the place in it: a new file where there is none."""

    file: str
    place: str
    code: str


def pieces(heading: str) -> list[Piece]:
    """What a recipe adds.

    Its first line says where: ``# FILE``, then ``, in NAME``, ``, at the imports`` or ``, at the end``, if any.
    """
    section = TEXT.split(f"### {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]
    found = re.findall(r"(?ms)^```python\n# (\S+?)(?:, (.+?))?\n(.*?)^```$", section)
    return [Piece(*groups) for groups in found]


def insert(tree: Path, piece: Piece) -> None:
    """Put a piece where it says."""
    file = tree / piece.file
    if not piece.place:
        assert not file.exists(), piece.file
        file.write_text(piece.code, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    code = piece.code.rstrip("\n")
    if piece.place == "at the end":
        lines += ["", code, ""]
    elif piece.place == "at the imports":
        lines.insert(lines.index("from __future__ import annotations") + 1, code)
    else:
        node = _definition(ast.parse(text), piece.place.removeprefix("in "))
        assert node.end_lineno is not None
        if isinstance(node, ast.ClassDef):
            lines.insert(node.end_lineno, textwrap.indent(code, "    "))
        else:
            lines.insert(
                node.end_lineno - 1, textwrap.indent(f"{code},", "    ")
            )  # before the bracket that closes the table
    file.write_text("\n".join(lines), encoding="utf-8")


def _definition(module: ast.Module, name: str) -> ast.stmt:
    """The table or class of that name."""
    for node in module.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node
    raise AssertionError(f"no {name}")


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=tree, capture_output=True, text=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the recipes and their tests touch."""
    for name in ("readlist", "sample_data", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__"))
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_every_recipe_is_tried() -> None:
    section = TEXT.split("\n## Adding things\n")[1].split("\n## ")[0]
    headings = re.findall(r"(?m)^### (.+)$", section)
    told = {
        "A citation style",
        "A form of citation, a check",
        "A look-up service",
        "A page of the manual",
        "A pane",
    }  # in words, without code to run
    assert set(headings) == {recipe.heading for recipe in RECIPES} | told


@every_recipe
def test_a_recipe_touches_two_files_at_most(recipe: Recipe) -> None:
    assert 1 <= len({piece.file for piece in pieces(recipe.heading)}) <= 2


@every_recipe
def test_a_recipe_works_as_it_stands(recipe: Recipe, tree: Path) -> None:
    if recipe.arguments:
        assert (
            run(
                tree,
                "-c",
                "from pathlib import Path; from readlist.session.demo import sample_library; "
                "from readlist.platform.paths import library_folder; sample_library(library_folder(None, None))",
            ).returncode
            == 0
        )
    for piece in pieces(recipe.heading):
        insert(tree, piece)
    ran = run(tree, "-c", recipe.program, *recipe.arguments)
    assert ran.returncode == 0, ran.stderr
    assert recipe.prints in ran.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    "recipe", [recipe for recipe in RECIPES if recipe.data is not None], ids=lambda recipe: recipe.heading
)
def test_a_whole_recipe_leaves_its_tests_green(recipe: Recipe, tree: Path) -> None:
    for piece in pieces(recipe.heading):
        insert(tree, piece)
    for file, text in recipe.data or ():
        (tree / file).write_text(text, encoding="utf-8")
    ran = run(tree, "-B", "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *recipe.guards)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.long
@every_recipe
def test_a_recipe_without_one_of_its_pieces_turns_a_test_red(recipe: Recipe, tree: Path) -> None:
    parts = pieces(recipe.heading)
    originals = {p.file: (tree / p.file).read_text(encoding="utf-8") if p.place else None for p in parts}
    halves = [[p for p in parts if p is not missing] for missing in parts] if len(parts) > 1 else [parts]
    for half in halves:
        for file, original in originals.items():
            (tree / file).unlink(missing_ok=True)
            if original is not None:
                (tree / file).write_text(original, encoding="utf-8")
        for piece in half:
            insert(tree, piece)
        for file, text in recipe.data or ():
            (tree / file).write_text(text, encoding="utf-8")
        guards = recipe.guards if len(parts) > 1 else (*recipe.guards, "tests/test_regenerate.py")
        ran = run(tree, "-B", "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *guards)
        assert ran.returncode not in (0, 5), (half, ran.stdout)
