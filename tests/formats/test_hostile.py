"""Files that are broken, or meant to harm: a report or one clear error, in bounded time, and nothing obeyed."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats import FORMATS, format_of, read_file, render
from readlist.latex.readable import readable, readable_field
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.paper import Mark, Paper
from readlist.model.text import identity
from readlist.pages.decode import decode
from readlist.pages.page import Page, PageError
from tests.conftest import examples
from tests.formats.facts import AT, FILES, NAMES

LONG = 1_000_000
DEEP = 100_000
MANY = 20_000


def read(text: str) -> Page:
    reader = format_of(text)
    assert reader is not None
    return read_file(reader, text, "f", date(2026, 6, 1))


def taken(text: str) -> list[tuple[Paper, Mark]]:
    library = Library()
    library.apply(plan_import(library, [read(text)], AT).plan.edits)
    return [(paper, library.mark(id)) for id, paper in library.papers.items()]


def bib(title: str, **fields: str) -> str:
    return f"@misc{{a, title={{{title}}}" + "".join(f", {n}={{{v}}}" for n, v in fields.items()) + "}"


def atom(body: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<feed xmlns="http://www.w3.org/2005/Atom">{body}</feed>'


def ris(title: str) -> str:
    return f"TY  - JOUR\nTI  - {title}\nER  - \n"


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        bib("x" * LONG),
        bib("t", author=" and ".join(["Jun Mori"] * MANY)),
        bib("t", author="Jun " * MANY),
        bib("{" * DEEP + "x" + "}" * DEEP),
        bib("\\textbf{" * DEEP + "x" + "}" * DEEP),
        bib("t", author="Jo " + "{" * DEEP + "x" + "}" * DEEP + " Mori"),
        "@misc{a, title={t}" + " # {x}" * DEEP + "}",
        "@string{s={x}}\n" + "@string{s=s # s}\n" * 15 + "@misc{b, title=s}",
        "".join(f"@misc{{a{i}, title={{t{i}}}, crossref={{a{(i + 1) % 900}}}}}\n" for i in range(900)),
        bib("t", note="arxiv:" * DEEP, month="1 " * DEEP),
        ris("x" * LONG),
        ris("<a" * DEEP),
        ris("t\n" + "more\n" * DEEP),
        '[{"type":"book","title":"%s"}]' % ("x" * LONG),
        '[{"type":"book","title":"t"},{"title":%s}]' % ("[" * DEEP),
        '[{"type":"book","title":"t","volume":1e999}]',
        atom(f"<entry><title>{'x' * LONG}</title></entry>"),
        atom("<entry><title>t</title>" + "<a>" * 20_000 + "</a>" * 20_000 + "</entry>"),
    ],
    ids=lambda text: text[:12] + text[24:44].strip(),
)
def test_what_is_large_or_deep_is_read(text: str) -> None:
    assert all(paper.title_text for paper, _ in taken(text))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE feed SYSTEM "http://example.org/feed.dtd">',
        "<!DOCTYPE feed ["
        + '<!ENTITY x0 "lol">'
        + "".join(f'<!ENTITY x{i} "{f"&x{i - 1};" * 10}">' for i in range(1, 12))
        + '<!ENTITY x "&x11;">]>',
    ],
)
def test_entities_are_not_read(declared: str) -> None:
    with pytest.raises(PageError, match="declares entities"):
        read(atom("<entry><title>&x;</title></entry>", declared))


def test_text_of_an_undeclared_entity_stays_text() -> None:
    assert "passwd" not in str(taken(atom("<entry><title>a &x; b</title></entry>")))


EVIL = "\x1b]52;c;aGk=\x07\x1b[31m\x9b31m\u202e\x00\ufeff\ue000\uffffok"
OURS = {
    **dict.fromkeys(
        ("title", "title_text", "abstract", "abstract_text", "category", "venue", "type", "note", "doi"), EVIL
    ),
    **{name: [EVIL, f"{EVIL} Mori"] for name in ("authors", "affiliations", "tags", "listed_under", "sources", "urls")},
    "key": f"k{EVIL}",
    "extra": {EVIL: [EVIL, {EVIL: EVIL}]},
}


@pytest.mark.parametrize(
    "text",
    [
        bib(EVIL, author=f"{EVIL} Mori", note=EVIL, annote=f"{EVIL}\n{EVIL}", keywords=EVIL, year=EVIL, abstract=EVIL)
        .replace("{a", "{a\x1b[31m\u202e")
        .replace("year", "x\x1b[31m"),
        f"TY  - JOUR\nTI  - {EVIL}\nAU  - {EVIL}, M\nN1  - {EVIL}\nKW  - {EVIL}\nC1  - {EVIL}\nPY  - {EVIL}\nER  - \n",
        '[{"title":"\\u001b[31mok\\u202e\\ud800","author":[{"family":"\\u001b[2Jx","given":"\\u0000y"}],'
        '"\\u001b[31mcustom":"\\u001b[1m","note":"\\u001b[5ma\\nb","keyword":"\\u009b31m,k","issued":{"raw":"\\u001b"}}]',
        json.dumps({"version": 1, "papers": [OURS], "profiles": [{"name": EVIL, "category": EVIL}], "queries": []}),
        atom(
            "<entry><title>{0}</title><author><name>{0} Mori</name></author><summary>{0}</summary></entry>".format(
                EVIL.replace("\x1b", "").replace("\x07", "").replace("\x00", "").replace("\uffff", "")  # are no XML
            )
        ),
    ],
    ids=["bibtex", "ris", "csl-json", "readlist", "atom"],
)
def test_nothing_that_a_terminal_obeys_comes_in(text: str) -> None:
    page = read(text)
    said = [str(paper.document()) + str(mark.document()) for paper, mark in taken(text)]
    shown = "".join(said).replace("\\n", "") + "".join(map(str, (*page.problems, *page.profiles)))
    assert "ok" in shown
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    assert "\\x" not in shown
    assert "\\u" not in shown


@pytest.mark.parametrize("name", [n for n in NAMES if n != "utf16.bib"])
@examples(15)
@given(data=st.data())
def test_a_damaged_file_is_a_report_or_one_error(name: str, data: st.DataObject) -> None:
    raw = (FILES / name).read_bytes()
    at = data.draw(st.integers(0, len(raw)))
    junk = data.draw(st.binary(max_size=12) | st.sampled_from([b"{", b"}", b"@", b'"', b"\n", b"<", b"\\", b"\xff"]))
    drop = data.draw(st.integers(0, 60) | st.just(len(raw)))
    bounded(raw[:at] + junk + raw[at + drop :])


TEXTS = st.text(
    st.sampled_from('@{}"#=,\n\\%&~$^_ <>/!?:;.-()[]') | st.sampled_from("aAeéł1") | st.characters(), max_size=80
)


@examples(150)
@given(
    st.sampled_from(
        ["@misc{k, title={", "@string{a=", "TY  - JOUR\nTI  - ", '[{"title":"', "[{", "<feed><entry><title>"]
    )
    | TEXTS,
    TEXTS,
    st.sampled_from(["", "}}", "}", "\nER  - ", '"}]', "}]", "</title></entry></feed>"]),
)
def test_any_text_is_a_report_or_one_error(head: str, middle: str, tail: str) -> None:
    bounded((head + middle + tail).encode("utf-8", "surrogatepass"))


def bounded(raw: bytes) -> None:
    """Import the bytes, if a reader takes them: no other exception than the one that is meant for people."""
    try:
        text, encoding = decode(raw)
        reader = format_of(text)
        if reader is None:
            return
        page = read_file(reader, text, "f", date(2026, 6, 1), encoding=encoding)
    except PageError:
        return
    library = Library()
    done = plan_import(library, [page], AT)
    library.apply(done.plan.edits)
    assert done.total == len(page.entries)
    assert page.entries or "@string" in text.lower()  # the macros of a file are for those after it
    assert done.total == sum(done.number(o) for o in ("new", "updated", "known"))  # type: ignore[arg-type]
    assert all(p.title_text and p.key for p in library.papers.values())
    assert not plan_import(library, [page], AT).plan


WORDS = st.text(
    st.sampled_from("abcdeABCXYZ0123456789 -:'&%#_$~^\\{}<>|") | st.sampled_from("äéłøßÑčşșµπ∞’“–…"),
    min_size=1,
    max_size=40,
).filter(lambda t: any(c.isalpha() for c in t))
PEOPLE = st.lists(
    st.sampled_from(
        ["Jun Mori", "Ömer Öztürk", "Jan van der Berg", "Sammy Davis Jr.", "MiniCPM Team", "OpenAI", "J. R. Quinlan",
         "García Márquez, Gabriel", "{World Roads Agency}", "Łukasz Kaiser", "Djork-Arné Clevert", "D'Arcy O'Neil"]
    ),
    unique=True,
    max_size=4,
)  # fmt: skip


@examples(60)
@given(
    papers=st.lists(st.tuples(WORDS, PEOPLE, st.booleans(), st.sampled_from([None, "2024", "2024-02"])), max_size=5),
    format=st.sampled_from(["bibtex", "biblatex"]),
)
def test_what_readlist_exports_it_imports(papers: Any, format: str) -> None:
    made = [
        Paper(
            id=n,
            key=f"Key{n}:x",
            title=title,
            title_text=readable(title),
            authors=tuple(names),
            et_al=et_al and bool(names),
            date=date,
        )
        for n, (title, names, et_al, date) in enumerate(papers, 1)
    ]
    out = render(format, [(p, Mark(id=p.id)) for p in made])
    if not out.text:
        return
    entries = {e.keys[0]: e for e in read(out.text).entries}
    for paper in made:
        if paper.id in out.written:
            entry = entries[paper.key]
            assert (entry.authors, entry.et_al, entry.date) == (paper.authors, paper.et_al, paper.date)
    assert sorted(entries) == sorted(p.key for p in made if p.id in out.written)
    titles = {p.key: identity(p.title_text) for p in made if p.id in out.written}
    assert {e.keys[0]: identity(readable_field(e.title or "")) for e in entries.values()} == titles


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, title={R&amp;D}, author={M&uuml;ller, J&ouml;rg and Hill &amp; Sons and O&#39;Neil, Ann}}",
        "TY  - JOUR\nTI  - R&amp;D\nAU  - M&uuml;ller, J&ouml;rg\nAU  - Hill &amp; Sons\n"
        "AU  - O&#39;Neil, Ann\nER  - \n",
        '[{"title":"R&amp;D","author":[{"family":"M&uuml;ller","given":"J&ouml;rg"},'
        '{"literal":"Hill &amp; Sons"},{"family":"O&#39;Neil","given":"Ann"}]}]',
    ],
    ids=["bibtex", "ris", "csl-json"],
)
def test_entities_of_the_web_are_letters_in_names_too(text: str) -> None:
    (entry,) = read(text).entries
    assert (entry.title, entry.authors) == ("R&D", ("Jörg Müller", "Hill & Sons", "Ann O'Neil"))


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("A <i>b</i> of H<sub>2</sub>O", r"A \textit{b} of H\textsubscript{2}O"),
        ("<jats:p>Text</jats:p>", "Text"),
        ("A <b>b", "A b"),
        ("a</i> and <i>b", "a and b"),
        ("See <https://a.b/c> and <a.b@c.d>", "See <https://a.b/c> and <a.b@c.d>"),
    ],
)
def test_tags_of_the_web_are_type_in_pairs_only(title: str, read_as: str) -> None:
    assert read(ris(title)).entries[0].title == read_as


def test_no_reader_takes_a_page() -> None:
    for path in (FILES.parents[2] / "sample_data" / "pages").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not [r.name for r in FORMATS.values() if r.recognizes(text)]
