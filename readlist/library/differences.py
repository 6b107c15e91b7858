"""The differences between two states of a paper, fact by fact, for previews and reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readlist.formats.facts import DATE_FIELDS, LOCAL_PATH, TAG_FIELDS
from readlist.latex.readable import readable_field
from readlist.model.paper import OF_FIELDS, Facts, Paper
from readlist.model.text import identity

_UNSAID = frozenset({*TAG_FIELDS, *DATE_FIELDS})
"""Fields that show elsewhere: as tags, and as the date."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changes; ``old`` is empty where nothing is replaced."""

    field: str
    old: str
    new: str
    taken: bool = True  # else the user's own fact stays

    @property
    def brief(self) -> tuple[str, str]:
        """Old and new in few words: of authors only those who were added."""
        if self.field != "authors":
            return self.old, self.new
        old, new = self.old.removesuffix("; et al."), self.new
        if not old or not new.startswith(f"{old}; "):
            return self.old, self.new
        before, after = old.count("; ") + 1, new.count("; ") + 1
        return f"{before}{' et al.' if old != self.old else ''}", f"{after}: … {new[len(old) + 2 :]}"

    def __str__(self) -> str:
        old, new = self.brief
        if not self.taken:
            return f"{self.field} {old} kept: you set it (there: {new})"
        return f"{self.field} {old} → {new}" if old else f"{self.field} + {new}"


def differences(old: Paper, new: Paper, given: Facts | None = None) -> tuple[Difference, ...]:
    """The facts that differ, in the order of interest; then those of ``given`` that did not replace the user's own."""
    return (*_changed(old, new), *(_held_off(old, given) if given else ()))


def _changed(old: Facts, new: Facts) -> Iterator[Difference]:
    before, after = dict(_facts(old)), dict(_facts(new))
    if more := [url for url in new.urls if url not in old.urls]:  # they are only ever gained
        before["urls"], after["urls"] = "", " ".join(more)
    for name in dict.fromkeys((*after, *before)):
        if before.get(name, "") != after.get(name, ""):
            yield Difference(name, before.get(name, ""), after.get(name, ""))


def _held_off(old: Paper, given: Facts) -> Iterator[Difference]:
    own, there = dict(_facts(old)), dict(_facts(given))
    for name in dict.fromkeys(name.removeprefix(OF_FIELDS) for name in old.fixed):
        if there.get(name) and identity(there[name]) != identity(own.get(name, "")):
            yield Difference(name, own.get(name, ""), there[name], taken=False)


def _facts(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "title", facts.title_text if isinstance(facts, Paper) else readable_field(facts.title or "")
    yield "authors", "; ".join(facts.authors) + ("; et al." if facts.et_al and facts.authors else "")
    yield "date", (facts.date or "") + (" (year assumed)" if facts.year_assumed else "")
    yield "type", facts.type or ""
    yield "venue", facts.venue or ""
    yield "arxiv", facts.arxiv or ""
    yield "doi", facts.doi or ""
    yield "urls", " ".join(facts.urls)
    yield "category", facts.category or ""
    yield "abstract", (facts.abstract_text if isinstance(facts, Paper) else readable_field(facts.abstract or "")) or ""
    for name, value in facts.fields.items():
        if name not in _UNSAID and not LOCAL_PATH.fullmatch(name):
            yield name, value
    yield "published", facts.fields.get("published", "")
