"""Every way into a library, and every way out of it: nothing that a terminal obeys gets from one to the other."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from readlist.formats import EXPORTS
from readlist.model.change import Change, Edit
from readlist.session.open_library import OpenLibrary
from readlist.store.journal import Line, encode
from tests.cli.conftest import PAGE, Readlist, unwelcome

BAD = "\x1b]52;c;ZXZpbA==\x07\x1b]0;t\x1b\\\x1b[31m\x9b31m\x9d52;c;eA==\x9c\u202e\u2066\u200b\ufeff\u00ad\ue000\x08\x7f"
EVIL = f"Deep{BAD}Learning"
STAMP = 1_900_000_000_000_000


def a_page(readlist: Readlist) -> None:
    page = PAGE.replace("Small Language", f"Small {BAD}Language").replace("Jun Mori", f"Jun {BAD}Mori")
    readlist("import", "-", "--as-of", "2026-06-01", "--queue", stdin=page)


def a_bib_file(readlist: Readlist) -> None:
    fields = ("title", "author", "journal", "note", "url", "keywords", "doi", "publisher", "file", "abstract")
    text = "".join(f"{name} = {{{EVIL}}},\n" for name in fields)
    readlist("import", "-", "--queue", stdin=f"@article{{deep2020{BAD},\n{text}year = 2020}}\n")


def a_ris_file(readlist: Readlist) -> None:
    tags = ("TI", "AU", "JO", "N1", "UR", "KW", "DO", "PB", "L1", "AB", "C1", "ID")
    readlist("import", "-", "--queue", stdin="TY  - JOUR\n" + "".join(f"{t}  - {EVIL}\n" for t in tags) + "ER  - \n")


def a_csl_file(readlist: Readlist) -> None:
    item = {"id": EVIL, "type": "article-journal", "title": EVIL, "author": [{"family": EVIL, "given": EVIL}]}
    item |= dict.fromkeys(("container-title", "note", "URL", "keyword", "DOI", "publisher", "abstract", EVIL), EVIL)
    readlist("import", "-", "--queue", stdin=json.dumps([item], ensure_ascii=False))


def a_journal(readlist: Readlist) -> None:
    """Another device's, with texts in every table."""
    paper = {
        "key": f"deep{BAD}2020",
        "title": EVIL,
        "title_text": EVIL,
        "authors": [EVIL],
        "urls": [f"https://x.org/{BAD}"],
    }
    paper |= {"venue": EVIL, "abstract": EVIL, "abstract_text": EVIL, "sources": [EVIL], "extra": {EVIL: EVIL}}
    paper |= {"category": f"C{BAD}L", "aliases": [EVIL], "arxiv": EVIL, "doi": EVIL, "listed_under": [EVIL]}
    change = Change(at="2026-06-01T08:00:00Z", command=EVIL, summary=EVIL, device=EVIL)
    mark = {"tags": [f"a{BAD}b"], "note": f"{EVIL}\n{EVIL}", "place": 1.0, "queued_at": "2026-06-01T08:00:00Z"}
    edits = (
        Edit("papers", 7, None, paper),
        Edit("marks", 7, {}, mark),
        Edit("profiles", 7, None, {"name": EVIL, "category": EVIL, "aliases": [EVIL]}),
        Edit("queries", 7, None, {"name": EVIL, "text": EVIL}),
        Edit("history", STAMP, None, change.document()),
        Edit(EVIL, 7, None, {EVIL: EVIL}),
        Edit("papers", 8, None, {"key": 5, EVIL: EVIL}),
    )
    (readlist.folder / "journal" / f"lab{BAD}.jsonl".replace("\x1b\\", "")).write_bytes(encode(Line(STAMP, edits)))
    (readlist.folder / "journal" / "torn.jsonl").write_bytes(f"{EVIL}\n".encode())


def a_library_by_hand(readlist: Readlist) -> None:
    assert OpenLibrary(readlist.folder).compact()  # else all of it is in the journal
    data = json.loads(readlist.file.read_bytes())
    for table in ("papers", "marks", "profiles", "queries"):
        for document in data.get(table, {}).values():
            for name, value in document.items():
                if isinstance(value, str) and not name.endswith(("_at", "date", "added")):
                    document[name] = value + BAD
    readlist.file.write_text(json.dumps(data), encoding="utf-8")
    assert "31m" in readlist("list").out


def a_script(readlist: Readlist) -> None:
    from tinydb import TinyDB
    from tinydb.table import Document

    from readlist.store.tinydb_storage import LibraryStorage

    db = TinyDB(readlist.folder, storage=LibraryStorage)
    db.table("papers").insert(Document({"key": f"k{BAD}", "title_text": EVIL, "authors": [EVIL]}, doc_id=99))
    db.table("marks").insert(Document({"tags": [f"t{BAD}"], "note": EVIL}, doc_id=99))


SOURCES: tuple[Callable[[Readlist], None], ...] = (
    a_page, a_bib_file, a_ris_file, a_csl_file, a_journal, a_library_by_hand, a_script,
)  # fmt: skip
OUTPUTS = (
    ["list"], ["list", "--json"], ["list", "deep"], ["authors"], ["authors", "--json"], ["tag"],
    ["queue"], ["queue", "--json"], ["stats"], ["history"], ["history", "--json"], ["doctor"],
    *(["export", "--format", name, "is:inbox OR is:queued"] for name in EXPORTS),
    ["completions", "words", "show", ""], ["completions", "words", "tag", "x", "+"],
    ["completions", "words", "list", "author:"], ["undo"], ["redo"],
    ["doctor", "--repair"],
)  # fmt: skip


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_nothing_that_a_terminal_obeys_gets_out(filled: Readlist, source: Callable[[Readlist], None]) -> None:
    source(filled)
    keys = filled.keys()
    assert keys
    of_papers = [[*command, key] for key in keys for command in (["show"], ["show", "--json"], ["mark", "star"])]
    for output in (*OUTPUTS, *of_papers):
        ran = filled(*output)
        assert ran.code == 0 if output in of_papers else ran.code in (0, 1), output
        assert not unwelcome((ran.out + ran.err).replace("\t", " ")), output
