"""Plans an import: turns its pages into one change of the library, in which every paper occurs once.

Nothing here reads files or changes the library: ``plan_import`` works on a copy of the facts it touches, so that a
preview and the import itself are the same computation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from msgspec import structs

from readlist.formats.facts import is_read, is_starred, tags_of
from readlist.latex.readable import readable, readable_field
from readlist.library.import_plan import ImportPlan, Outcome, Taken, report, summary
from readlist.library.indexes import Finder
from readlist.library.library import Library
from readlist.library.listing import query_id
from readlist.library.marking import Plan, to_end
from readlist.library.merging import gained, merge, retired_of, whole_paper, with_decisions, with_profile
from readlist.model.change import CutCorrection, Edit, RetiredKeys, SavedQuery
from readlist.model.citekeys import base_key, free_key
from readlist.model.identifiers import number_text
from readlist.model.likeness import identities, is_preprint_doi, other_authors, similar_titles, sketch
from readlist.model.paper import Candidate, Facts, Mark, Paper, Profile, Rank, Record, id_of, paper_id
from readlist.model.text import count, identity, shorten
from readlist.pages.page import Header, Page, Problem

_PLACEHOLDER_WORDS = 10


def plan_import(
    library: Library, pages: Sequence[Page], at: str, *, leave: Container[int] = (), to_queue: bool = False
) -> ImportPlan:
    """What importing the pages would do.

    ``leave`` has the indices (over all entries of all pages) of entries to leave out; ``to_queue`` also
    queues every paper of the pages that is undecided.
    """
    work = _Work(library, at)
    reports = []
    place = 0
    for page in pages:
        if page.header:
            work.profile(page.header)
        for profile in page.profiles:
            work.restore(profile)
        work.restore_rest(page)
        taken = []
        work.begin(page)
        for entry in page.entries:
            if place not in leave:
                taken.append(work.take(entry, page))
            place += 1
        reports.append((page, taken))
    edits = work.edits()
    made = tuple(report(page, [work.final(t) for t in taken]) for page, taken in reports)
    plan = Plan(tuple(edits), summary(made))
    if to_queue:
        plan = _with_queue(library, plan, [work.mark(t.paper.id) for r in made for t in r.taken], at)
    return ImportPlan(made, plan)


def _with_queue(library: Library, plan: Plan, marks: Iterable[Mark], at: str) -> Plan:
    """The import, and its undecided papers queued in the page's order."""
    add = to_end(library, at)
    each = {mark.id: mark for mark in marks}.values()
    queued = [e for m in each if m.inbox and (e := Edit.between("marks", m, add(m)))]
    if not queued:
        return plan
    return Plan((*plan.edits, *queued), f"{plan.summary}; queued {count(len(queued), 'paper')}")


class _Work:
    """An import in the making: what it has touched so far, over the library as it is."""

    def __init__(self, library: Library, at: str) -> None:
        self.library = library
        self.at = at
        self.papers: dict[int, Paper] = {}
        self.marks: dict[int, Mark] = {}
        self.profiles: dict[int, Profile] = {}
        self.cuts: dict[int, CutCorrection] = {}
        self.queries: dict[int, SavedQuery] = {}
        self.retired: dict[int, RetiredKeys] = {}
        self.following: dict[str, dict[int, Record]] = {}
        self.finder = Finder()  # of what this import brought
        self._after: dict[int, int] = {}  # of ids that many papers would have: where the next free one may be
        self.keys: dict[str, int] = {}
        self._taken = _Taken(self.keys, library.keys)
        self._named: dict[int, str] = {}  # papers that the page has brought so far, and their keys there
        self._again: set[int] = set()  # papers that an earlier import of the file brought
        self._whole: set[int] = set()  # papers of readlist's own exports
        self._places: list[tuple[float, int]] = []  # their places in the queue

    def final(self, taken: Taken) -> Taken:
        """An entry with its paper as it is after the whole import."""
        id = taken.paper.id
        return replace(taken, paper=self.papers[id], before=self.library.papers.get(id))

    def edits(self) -> list[Edit]:
        add = to_end(self.library, self.at)
        for _, id in sorted(self._places):
            mark = self.marks[id]
            self.marks[id] = structs.replace(add(mark), queued_at=mark.queued_at or self.at)
        made = [Edit.between("papers", self.library.papers.get(id), p) for id, p in self.papers.items()]
        made += [Edit.between("marks", self.library.mark(id), m) for id, m in self.marks.items()]
        made += [Edit.between("retired", self.library.retired.get(id), r) for id, r in self.retired.items()]
        made += [Edit.between("cuts", self.library.cuts.get(id), c) for id, c in self.cuts.items()]
        made += [Edit.between("queries", self.library.queries.get(id), q) for id, q in self.queries.items()]
        made += [Edit.between(table, None, r) for table, records in self.following.items() for r in records.values()]
        made += [Edit.between("profiles", self.library.profiles.get(id), p) for id, p in self.profiles.items()]
        return [e for e in made if e]

    # papers

    def _corrected(self, entry: Candidate) -> Candidate:
        """The entry, cut as the user once corrected the cut of this line."""
        if not self.library.cuts or entry.title is None:
            return entry
        known = self.library.cuts.get(cut_id(entry.title, entry.authors))
        if known is None or entry.corrected:
            return entry
        return structs.replace(entry, title=known.title, authors=known.authors, to_check=False, confidence=1.0)

    def begin(self, page: Page) -> None:
        """Begin a page: if it is a file that was imported before, find the papers that its keys name."""
        self._named = {}
        self._again = set()
        keys = [e.keys[0].lower() for e in page.entries if e.keys and not e.stored] if page.kind == "file" else []
        ids = {id for key in keys if (id := self._owner(key)) is not None}
        known = {id: self._current(id) for id in sorted(ids)}
        sources = Counter(s for paper in known.values() for s in paper.sources)
        origin, papers = sources.most_common(1)[0] if sources else ("", 0)
        if 2 * papers >= len(keys):  # the file of then, come again
            self._again = {id for id, paper in known.items() if origin in paper.sources}

    def take(self, entry: Candidate, page: Page) -> Taken:
        if entry.corrected and entry.title is not None:
            line = cut_id(entry.title, entry.authors)
            self.cuts[line] = CutCorrection(id=line, title=entry.title, authors=entry.authors)
        incoming = whole_paper(entry, self.at) or _paper(self._corrected(entry), page, self.at)
        found = tuple(identities(incoming))
        id = self._same_exported(incoming, entry, found) if entry.stored else self._same(incoming, found, entry.keys)
        old = None if id is None else self._current(id)
        if old is None:
            paper = self._enter(incoming, entry.keys)
        else:
            same = structs.replace(incoming, id=old.id, key=old.key, aliases=old.aliases) == old
            paper = self._with_keys(old if same else self._completed(old, merge(old, incoming)), entry.keys)
        doubts = self._foreign_keys(paper, entry)
        if old is None and not entry.stored and (twin := self._look_alike(incoming, found)):
            done = f"like {twin.key}, kept apart: `m` merges them"
            doubts.append(Problem(entry.line, "look-alike", paper.title_text, done))
        decided, kept = self._decided(old, paper.id, entry) if page.kind == "file" or entry.note else ((), ())
        if entry.stored:
            decided = self._restored(paper.id, entry.stored[1])
        news = (*gained(old, paper), *decided) if old else ()
        outcome: Outcome = "new" if old is None else "updated" if news else "known"
        if entry.stored:
            paper = self._with_merged(paper)
            self._whole.add(paper.id)
        if page.kind == "file" and entry.keys:
            self._named.setdefault(paper.id, entry.keys[0].lower())
        self.papers[paper.id] = paper
        self.finder.add(paper, found)
        self.keys.update(dict.fromkeys((k.lower() for k in (paper.key, *paper.aliases)), paper.id))
        return Taken(entry, paper, outcome, news, (*doubts, *kept))

    def _same(self, incoming: Paper, found: tuple[str, ...], keys: Sequence[str] = ()) -> int | None:
        """The id of the same paper, of this import or of the library."""
        key = keys[0].lower() if keys else ""
        named = self._owner(key)
        if named is not None and named in self._again and _may_be(self._current(named), incoming):
            return named

        def apart(id: int) -> bool:
            """Has the file another key for this paper? Then they are two papers to its owner."""
            other = self._named.get(id)
            return bool(key and other and other != key)

        here = self.finder.find(incoming, found, self.papers.__getitem__, apart)
        return here if here is not None else self.library.finder.find(incoming, found, self._current, apart)

    def _same_exported(self, incoming: Paper, entry: Candidate, found: tuple[str, ...]) -> int | None:
        """The same for a paper of readlist's own export, whose papers all differ, however alike they are."""
        named = self.library.keys.get(entry.keys[0].lower())
        if (
            named is not None
            and named in self.library.papers
            and set(found).isdisjoint(identities(self.library.papers[named]))
        ):
            named = None
        here = (id for id in (named, self._same(incoming, found)) if id in self.library.papers or id in self.papers)
        return next((id for id in here if id not in self._whole), None)

    def _look_alike(self, incoming: Paper, found: tuple[str, ...]) -> Paper | None:
        """A paper with the same title and authors that stays separate, to be reported: the user may know better."""
        here = self.finder.look_alike(incoming, found, self.papers.__getitem__)
        id = self.library.finder.look_alike(incoming, found, self._current) if here is None else here
        return None if id is None else self._current(id)

    def _owner(self, key: str) -> int | None:
        """The paper that a key names, of this import or of the library."""
        id = self.keys.get(key, self.library.keys.get(key))
        return id if id in self.papers or id in self.library.papers else None

    def _current(self, id: int) -> Paper:
        return self.papers.get(id) or self.library.papers[id]

    def _enter(self, incoming: Paper, keys: Sequence[str]) -> Paper:
        """The paper with an id and a key of its own; a paper that was here before gets its old ones back."""
        id = paper_id(incoming, lambda id: id in self.papers or id in self.library.papers, self._after)
        if retired := self.library.retired.get(id):
            return self._with_keys(structs.replace(incoming, id=id, key=retired.key, aliases=retired.aliases), keys)
        if not keys:
            return structs.replace(incoming, id=id, key=self._key(incoming))
        return self._with_keys(structs.replace(incoming, id=id, key=free_key(keys[0], self._taken)), keys[1:])

    def _with_keys(self, paper: Paper, keys: Sequence[str]) -> Paper:
        """The paper with further keys as aliases, except those that are another paper's."""
        here = {k.lower() for k in (paper.key, *paper.aliases)}
        more = tuple(k for k in keys if k.lower() not in here and k.lower() not in self._taken)
        return structs.replace(paper, aliases=(*paper.aliases, *more)) if more else paper

    def _foreign_keys(self, paper: Paper, entry: Candidate) -> list[Problem]:
        """The keys of an entry that belong to another paper."""
        here = {k.lower() for k in (paper.key, *paper.aliases)}
        done = f"another paper has it; this one is {paper.key}"
        return [Problem(entry.line, "key taken", k, done) for k in entry.keys if k.lower() not in here]

    def _key(self, paper: Paper) -> str:
        return free_key(base_key(paper.authors, paper.year, paper.title_text), self._taken)

    def _completed(self, old: Paper, new: Paper) -> Paper:
        """A placeholder whose title has arrived: it gets a new key, once; the old one stays as an alias.

        Unless the key came with a file of the user's.
        """
        made = base_key(old.authors, old.year, old.title_text)
        if old.placeholder and not new.placeholder and old.key.startswith(made):
            return structs.replace(new, key=self._key(new), aliases=(*old.aliases, old.key))
        return new

    # marks

    def mark(self, id: int) -> Mark:
        return self.marks.get(id) or self.library.mark(id)

    def _decided(self, old: Paper | None, id: int, entry: Candidate) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """Takes in decisions from another program's file; returns what changed, and what was left as it is.

        Only what the paper's fields did not say before: a decision that the user has undone does not come back.
        """
        before = old.fields if old else {}
        mark = self.mark(id)
        tags = [t for t in tags_of(entry.fields) if t not in tags_of(before) and t not in mark.tags]
        new = structs.replace(mark, tags=(*mark.tags, *tags))
        if is_read(entry.fields) and not is_read(before):
            new = structs.replace(new, read_at=mark.read_at or self.at)
        if is_starred(entry.fields) and not is_starred(before):
            new = structs.replace(new, starred_at=mark.starred_at or self.at)
        kept: tuple[Problem, ...] = ()
        if entry.note and not mark.note:
            new = structs.replace(new, note=entry.note)
        elif entry.note and identity(entry.note) not in identity(mark.note or ""):
            kept = (Problem(entry.line, "note kept", entry.note, "the library's own note stays"),)
        changed = tuple(f for f in ("tags", "note", "read_at", "starred_at") if getattr(mark, f) != getattr(new, f))
        if changed:
            self.marks[id] = new
        return changed, kept

    def _with_merged(self, paper: Paper) -> Paper:
        """Keeps the keys of papers that were merged into this one, for a later split."""
        gone = retired_of(paper, lambda id: id in self.papers or id in self.library.papers)
        self.retired.update({r.id: r for r in gone})
        return structs.replace(paper, aliases=tuple(k for k in paper.aliases if k not in {r.key for r in gone}))

    def _restored(self, id: int, given: Mark) -> tuple[str, ...]:
        """Takes in the decisions of an export; which of them changed anything."""
        old = self.mark(id)
        new = self.marks[id] = with_decisions(old, given, self.at)
        changed = Edit.between("marks", old, new)
        if given.place is None or old.queued or new.skipped:
            return tuple(changed.after or ()) if changed else ()
        self._places.append((given.place, id))
        return ("place",)

    # profiles

    def restore(self, profile: Profile) -> None:
        """An export's profile joins the one that is here."""
        id = id_of(self.library.author_id(profile.name))
        self.profiles[id] = with_profile(self.profiles.get(id) or self.library.profiles.get(id), profile, id)

    def restore_rest(self, page: Page) -> None:
        """An export's saved queries, corrected cuts and what it follows; those of the library stay as they are."""
        for query in page.queries:
            id = query_id(query.name)
            if id not in self.library.queries:
                self.queries[id] = structs.replace(query, id=id)
        self.cuts.update({cut.id: cut for cut in page.cuts if cut.id not in self.library.cuts})
        for table, records in page.following.items():
            new = {record.id: record for record in records if self.library.record(table, record.id) is None}
            self.following.setdefault(table, {}).update(new)

    def profile(self, header: Header) -> None:
        """Adds the page's figures to those of other days; figures of a day already known are completed."""
        id = id_of(self.library.author_id(header.name))
        old = self.profiles.get(id) or self.library.profiles.get(id) or Profile(id=id, name=header.name)
        by_day = {f.as_of: f for f in old.figures}
        new = header.figures
        same = by_day.get(new.as_of)
        by_day[new.as_of] = same.updated(new.document()) if same else new
        figures = tuple(by_day[day] for day in sorted(by_day))
        self.profiles[id] = structs.replace(old, category=header.category or old.category, figures=figures)


class _Taken(Container[str]):
    """The keys that are given, here or in the library."""

    def __init__(self, *given: Container[str]) -> None:
        self.given = given

    def __contains__(self, key: object) -> bool:
        return any(key in g for g in self.given)


def _may_be(paper: Paper, incoming: Paper) -> bool:
    """May an entry with a paper's key be that paper? Yes, if its title or its authors are still the same."""
    if paper.doi and incoming.doi and paper.doi.lower() != incoming.doi.lower():
        return is_preprint_doi(paper.doi) or is_preprint_doi(incoming.doi)
    return not other_authors(paper, incoming) and (
        identity(paper.title_text) == identity(incoming.title_text)
        or (bool(paper.authors) and similar_titles(identity(paper.title_text), identity(incoming.title_text)))
    )


def cut_id(title: str, authors: Sequence[str]) -> int:
    """The id of the correction of a glued line, made from title and authors: joined, they are the line in every cut."""
    return id_of(identity(title + "".join(authors)))


def _paper(entry: Candidate, page: Page, at: str) -> Paper:
    """An entry's facts as a paper, without id and key."""
    shown = readable_field if page.kind == "file" else readable
    abstract_text = shown(entry.abstract) if entry.abstract else None
    placeholder = shorten(abstract_text, _PLACEHOLDER_WORDS) if abstract_text else number_text(entry)
    title_text = shown(entry.title) if entry.title else placeholder
    owner = page.author
    facts = {name: getattr(entry, name) for name in Facts.__struct_fields__}
    facts["rank"] = min(entry.rank, Rank.RECORD if page.kind == "file" else Rank.PAGE)
    return Paper(
        **facts,
        key="",
        title_text=title_text or entry.title or "…",
        abstract_text=abstract_text,
        placeholder=entry.title is None,
        sketch=sketch(entry.abstract) if entry.abstract else (),
        listed_under=(owner,) if owner else (),
        sources=(f"{page.form} of {owner}" if owner else f"{page.form} {page.source}",),
        added=at,
    )
