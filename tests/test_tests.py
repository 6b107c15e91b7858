"""The tests themselves: short names, and each asserts something."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LONGEST_NAME = 69
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _functions() -> tuple[tuple[str, Function], ...]:
    """Every function below ``tests/``, with the file it is in."""
    found = []
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                found.append((str(path.relative_to(FOLDER)), node))
    return tuple(found)


def _asserts(function: Function, checkers: set[str]) -> bool:
    """Whether a function asserts, expects an error, or calls one of the functions that do."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in checkers:
            return True
    return False


def _checkers() -> set[str]:
    """The names of helpers that assert, also through another helper."""
    checkers = {"raises", "warns", "fail", "snap_compare"}
    helpers = [function for _, function in _functions() if not function.name.startswith("test_")]
    while new := {helper.name for helper in helpers if _asserts(helper, checkers)} - checkers:
        checkers |= new
    return checkers


def test_test_names_are_short() -> None:
    names = [function.name for _, function in _functions() if function.name.startswith("test_")]
    assert [name for name in names if len(name) > LONGEST_NAME] == []


def test_every_test_asserts_something() -> None:
    checkers = _checkers()
    tests = [(file, function) for file, function in _functions() if function.name.startswith("test_")]
    assert len(tests) > 800
    assert [f"{file}: {function.name}" for file, function in tests if not _asserts(function, checkers)] == []
