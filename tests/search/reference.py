"""Search as it is described, slow and obviously right: every paper is asked about every word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rapidfuzz.distance import OSA

from readlist.model.paper import Mark, Paper
from readlist.search.query import And, Choice, Node, Not, Or, Phrase, Range, Word
from readlist.search.words import forms, words_of

Papers = Mapping[int, tuple[Paper, Mark]]


def texts(paper: Paper, mark: Mark) -> dict[str, list[list[str]]]:
    """Field → texts, each as its words."""
    names = (*paper.authors, *paper.listed_under)
    return {
        "title": [words_of(paper.title_text)],
        "author": [words_of(name) for name in names],
        "abs": [words_of(paper.abstract_text or "")],
        "tag": [words_of(tag) for tag in mark.tags],
        "note": [words_of(mark.note or "")],
        "venue": [words_of(paper.venue or "")],
        "editor": [words_of(name) for name in paper.fields.get("editor", "").split(" and ")],
    }


BY_NAME = ("venue", "editor")
"""Fields in which plain words are not looked for."""


def looked_in(name: str, field: str | None) -> bool:
    return field == name or (field is None and name not in BY_NAME)


def words(paper: Paper, mark: Mark, field: str | None) -> set[str]:
    """The words of a field, or of all."""
    there = texts(paper, mark)
    found = {w for name in there if looked_in(name, field) for text in there[name] for w in text}
    return found | ({paper.date[:4]} if paper.date and field is None else set())


def other_forms(paper: Paper, field: str | None) -> set[str]:
    found = {form for form, _ in forms(paper.title_text, humps=True)} if field in (None, "title") else set()
    return found | ({form for form, _ in forms(paper.abstract_text or "")} if field in (None, "abs") else set())


def begun(paper: Paper, mark: Mark, word: Word) -> Iterable[str]:
    """Words that may begin with the word: of one or two letters only while it is being typed."""
    if word.literal or (len(word.text) < 3 and not word.typing):
        return ()
    return words(paper, mark, word.field)


def found(papers: Papers, word: Word) -> set[int]:
    """Papers with the word: as it stands, as a beginning or in another form; else misspelt."""
    there = {
        id
        for id, (paper, mark) in papers.items()
        if word.text in words(paper, mark, word.field) | other_forms(paper, word.field)
        or any(w.startswith(word.text) for w in begun(paper, mark, word))
    }
    if there or word.literal:
        return there
    edits = 2 if len(word.text) >= 8 else 1 if len(word.text) >= 3 else 0
    return {
        id
        for id, (paper, mark) in papers.items()
        for w in words(paper, mark, word.field) | other_forms(paper, word.field)
        if edits and len(w) >= 3 and near(word, w, edits)
    }


def near(word: Word, other: str, edits: int) -> bool:
    if OSA.distance(word.text, other) <= edits:
        return True
    lengths = range(len(word.text) - 1, len(word.text) + 2) if word.typing and len(word.text) >= 5 else ()
    return any(len(other) > n and OSA.distance(word.text, other[:n]) <= 1 for n in lengths)


def matching(papers: Papers, node: Node, *, ruled_out: bool = False) -> set[int]:
    """Ids of the papers that match."""
    if isinstance(node, Word):
        node = And((node,))
    if isinstance(node, And):
        return all_of(papers, node.nodes, ruled_out=ruled_out)
    if isinstance(node, Or):
        return set().union(*(matching(papers, part, ruled_out=ruled_out) for part in node.nodes))
    if isinstance(node, Not):
        return papers.keys() - matching(papers, node.node, ruled_out=True)
    return {id for id, (paper, mark) in papers.items() if holds(papers, node, paper, mark, ruled_out=ruled_out)}


def all_of(papers: Papers, nodes: Iterable[Node], *, ruled_out: bool) -> set[int]:
    plain = [n for n in nodes if isinstance(n, Word)]
    others = [matching(papers, n, ruled_out=ruled_out) for n in nodes if not isinstance(n, Word)]
    there = [(w, found(papers, w)) for w in plain]
    there = [(w, ids) for w, ids in there if ids or w.field or w.literal]  # found nowhere: set aside
    asked = [ids for w, ids in there if len(w.text) > 2 or w.field or w.literal] or [ids for _, ids in there]
    if not asked and not others:
        return set()
    return set(papers).intersection(*asked, *others)


def holds(papers: Papers, node: Node, paper: Paper, mark: Mark, *, ruled_out: bool) -> bool:
    if isinstance(node, Phrase):
        there = texts(paper, mark)
        return any(says(text, node) for name in there if looked_in(name, node.field) for text in there[name])
    if isinstance(node, Range):
        figure = paper.score if node.field == "score" else day(paper, mark, node.field)
        if figure is None:
            return False
        low = node.low is None or figure > node.low or (figure == node.low and not node.above)
        return low and (node.high is None or figure < node.high or (figure == node.high and not node.below))
    assert isinstance(node, Choice)
    if node.field in ("cat", "type", "lang"):
        own = label(paper, node.field)
        names = {label(p, node.field) for p, _ in papers.values()}
        if node.value in names or any(name.startswith(node.value) for name in names):
            return own == node.value if node.value in names else own.startswith(node.value)
        edits = 2 if len(node.value) >= 8 else 1 if len(node.value) >= 3 else 0
        return not ruled_out and len(own) >= 3 and OSA.distance(node.value, own) <= edits
    if node.field == "has":
        return bool(
            {"tag": mark.tags, "note": mark.note, "abstract": paper.abstract_text, "url": paper.urls}[node.value]
            if node.value in ("tag", "note", "abstract", "url")
            else getattr(paper, node.value)
        )
    if node.value in ("check", "placeholder"):
        return paper.to_check if node.value == "check" else paper.placeholder
    return not mark.read if node.value == "unread" else bool(getattr(mark, node.value))


def label(paper: Paper, field: str) -> str:
    language = paper.fields.get("language", "")
    found = {
        "cat": paper.category,
        "type": paper.type,
        "lang": {"de": "german", "en": "english"}.get(language, language),
    }
    return (found[field] or "").casefold()


def day(paper: Paper, mark: Mark, field: str) -> int | None:
    """A date, or the day of a time where the user is, as a number: 20261100 is November 2026."""
    if field == "date":
        return int(paper.date.replace("-", "").ljust(8, "0")) if paper.date else None
    at = paper.added if field == "added" else getattr(mark, f"{field}_at")
    if not at:
        return None
    there = datetime.fromisoformat(at).astimezone()
    return there.year * 10_000 + there.month * 100 + there.day


def says(text: list[str], phrase: Phrase) -> bool:
    n = len(phrase.words)
    runs = (text[at : at + n] for at in range(len(text) - n + 1))
    if not phrase.typing:
        return any(run == list(phrase.words) for run in runs)
    return any(run[:-1] == list(phrase.words[:-1]) and run[-1].startswith(phrase.words[-1]) for run in runs)
