"""The order of the house: one name a file, no circles of imports, plain names, comments, files of a readable size."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "readlist"
RIDDLES = frozenset("say says said tell tells told found kept own there made seen gone lit lent".split())
"""What no function and no module is called: nouns and verbs say what is done."""


@cache
def _trees() -> dict[str, ast.Module]:
    """Module → its syntax tree."""
    trees = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        trees[".".join(p for p in parts if p != "__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def _runtime_imports(module: str) -> Iterator[str]:
    """The modules of readlist that a module imports, also late; what only types need does not count."""
    trees = _trees()
    nodes: list[ast.AST] = [trees[module]]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "readlist":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in trees else str(node.module)
        elif isinstance(node, ast.stmt | ast.Module | ast.excepthandler | ast.match_case):
            nodes += [n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.expr)]


def _circles() -> list[set[str]]:
    """The largest sets of modules that reach each other (Tarjan's strongly connected components)."""
    graph = {module: set(_runtime_imports(module)) - {module} for module in _trees()}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    circles: list[set[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for to in graph[module]:
            if to not in index:
                visit(to)
                low[module] = min(low[module], low[to])
            elif to in stack:
                low[module] = min(low[module], index[to])
        if low[module] == index[module]:
            circle = set(stack[stack.index(module) :])
            del stack[stack.index(module) :]
            if len(circle) > 1:
                circles.append(circle)

    for module in graph:
        if module not in index:
            visit(module)
    return circles


def test_no_file_name_stands_twice() -> None:
    names = Counter(path.name for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    assert [name for name, n in names.items() if n > 1] == []


def test_imports_make_no_circles() -> None:
    assert [sorted(circle) for circle in _circles()] == []


def test_functions_have_plain_names() -> None:
    riddles = [
        f"{module}.{node.name}"
        for module, tree in _trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.strip("_") in RIDDLES
    ]
    assert riddles == []


def test_no_module_has_a_riddle_for_a_name() -> None:
    assert [module for module in _trees() if module.rpartition(".")[2] in RIDDLES] == []


def test_every_module_says_what_it_is_for() -> None:
    bare = [module for module, tree in _trees().items() if tree.body and not ast.get_docstring(tree)]
    assert bare == []


def test_comments_say_why_here_and_there() -> None:
    comments = lines = 0
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        lines += len(text.splitlines())
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments += len({token.start[0] for token in tokens if token.type == tokenize.COMMENT})
    assert 0.02 <= comments / lines <= 0.08


if __name__ == "__main__":
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py"))
    print(f"{len(sizes)} files, {sum(sizes):,} lines, median {sizes[len(sizes) // 2]}, largest {sizes[-1]}")
    for circle in _circles():
        print("circle:", *sorted(circle))
