"""Nothing stands beside the tables: every function made for a row is named by one, and every setting is read."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from types import ModuleType

import pytest

from readlist import cli, follow, formats, pages
from readlist.cli.parser import VERBS
from readlist.commands import COMMANDS
from readlist.follow.sources import SOURCES
from readlist.formats import FORMATS, Format
from readlist.pages.layout import LAYOUTS
from readlist.search import fields
from readlist.settings import TABLES
from readlist.tui import commands
from tests.walks import PACKAGE


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{info.name}")


@pytest.mark.parametrize("module", list(_modules(commands)), ids=lambda module: module.__name__)
def test_every_action_of_the_app_is_named_by_a_row(module: ModuleType) -> None:
    name = module.__name__.rpartition(".")[2]
    actions = {
        f"{name}:{attribute}"
        for attribute, value in vars(module).items()
        if not attribute.startswith("_")
        and inspect.isfunction(value)
        and list(inspect.signature(value).parameters) == ["main"]
        if value.__module__ == module.__name__
    }
    assert actions - {command.action for command in COMMANDS} == set()


def test_every_command_line_function_is_named_by_a_row() -> None:
    runs = {f"{m.__name__}:{n}" for m in _modules(cli) for n in vars(m) if n.startswith("run_")}
    assert runs == {f"readlist.cli.{verb.module}:run_{verb.name}" for verb in VERBS}


def test_every_source_of_new_papers_is_a_row_and_every_row_one() -> None:
    modules = {m.__name__ for m in _modules(follow) if inspect.isfunction(vars(m).get("announcements"))}
    assert modules == {f"readlist.follow.{source.module}" for source in SOURCES}
    assert len({source.id for source in SOURCES}) == len(SOURCES)


def test_every_module_that_reads_or_writes_a_format_is_named_by_a_row() -> None:
    named = {
        path.partition(":")[0]
        for row in FORMATS.values()
        for path in (row.writer, row.reader, row.recognizer, row.keeper)
    }
    modules = {
        module.__name__.rpartition(".")[2]
        for module in _modules(formats)
        if any(inspect.isfunction(vars(module).get(name)) for name in ("render", "read", "recognizes"))
    }
    assert modules
    assert modules - named == set()


@pytest.mark.parametrize("row", FORMATS.values(), ids=lambda row: row.name)
def test_every_function_that_a_format_names_is_there(row: Format) -> None:
    paths = [path for path in (row.writer, row.reader, row.recognizer, row.merger, row.keeper) if path]
    assert paths
    for path in paths:
        module, _, function = path.partition(":")
        assert callable(attrgetter(function)(import_module(f"{formats.__name__}.{module}")))


def test_every_function_that_reads_a_block_is_named_by_a_row() -> None:
    readers = {
        value
        for module in _modules(pages)
        for name, value in vars(module).items()
        if name.startswith("read_")
        and inspect.isfunction(value)
        and next(iter(inspect.signature(value).parameters)) == "block"
    }
    assert readers == {layout.read for layout in LAYOUTS}


def test_every_reader_of_a_query_field_is_named_by_a_row() -> None:
    tree = ast.parse(inspect.getsource(fields))
    readers = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "paper"
    }
    rows = next(n for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "FIELDS")
    assert readers
    assert readers - {node.id for node in ast.walk(rows) if isinstance(node, ast.Name)} <= {"paper_flags"}


def test_every_setting_is_read_somewhere() -> None:
    texts = [p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.py") if p.name != "settings.py"]
    read = {n.attr for text in texts for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Attribute)}
    names = {name for table in TABLES.values() for name in table.__struct_fields__}
    assert names - read == set()
