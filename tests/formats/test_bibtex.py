"""BibTeX entries: which fields they have, in which order, and what is said about them."""

from __future__ import annotations

from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string

from readlist.formats import FORMATS, Exported, ExportError, ExportOptions, render
from readlist.formats.bibtex.entry import Entry
from readlist.formats.bibtex.write import check
from readlist.model.paper import Mark, Paper


def paper(id: int = 1, **facts: Any) -> Paper:
    known: dict[str, Any] = {"key": f"lee2024scaling{id}", "title": "Scaling Laws for LLMs"}
    known |= {"authors": ("Ann Lee",), "date": "2024-02-21"}
    known |= facts
    return Paper(id=id, title_text=known["title"] or "A placeholder", **known)


def export(*papers: Paper, format: str = "bibtex", note: str | None = None, **options: Any) -> Exported:
    return render(format, [(p, Mark(id=p.id, note=note)) for p in papers], ExportOptions(**options))


def fields(exported: Exported) -> dict[str, str]:
    (entry,) = parse_string(exported.text).entries
    return {field.key: str(field.value) for field in entry.fields}


WHOLE = paper(
    key="zhang2024infbench",
    title=r"$\infty$Bench: Extending Long Context Evaluation Beyond 100K Tokens",
    authors=("Xinrong Zhang", "Yingfa Chen"),
    et_al=True,
    category="CL",
    arxiv="2402.13718v3",
    doi="10.48550/arXiv.2402.13718",
    urls=("https://arxiv.org/abs/2402.13718",),
    abstract="100% of it #1 & more: O(n*C_D).",
)


def test_a_whole_entry() -> None:
    assert export(WHOLE, note="read §2 again", notes=True).text == (
        "@misc{zhang2024infbench,\n"
        "  author        = {Zhang, Xinrong and Chen, Yingfa and others},\n"
        "  title         = {{$\\infty$Bench}: Extending Long Context Evaluation Beyond {100K} Tokens},\n"
        "  year          = {2024},\n"
        "  month         = feb,\n"
        "  eprint        = {2402.13718},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass  = {cs.CL},\n"
        "  doi           = {10.48550/arXiv.2402.13718},\n"
        "  url           = {https://arxiv.org/abs/2402.13718},\n"
        "  abstract      = {100\\% of it \\#1 \\& more: O(n*C\\_D).},\n"
        "  annote        = {read {\\S}2 again},\n"
        "}\n"
    )


def test_a_whole_entry_for_biblatex() -> None:
    exported = export(WHOLE, format="biblatex", abstract=False)
    assert exported.text.startswith("@online{zhang2024infbench,\n")
    assert fields(exported)["date"] == "2024-02-21"
    assert not {"year", "month", "abstract"} & fields(exported).keys()


def test_biblatex_keeps_its_letters_and_the_classic_styles_get_macros() -> None:
    one = paper(title="Über Öfen", authors=("Ömer Öztürk",))
    assert fields(export(one))["author"] == r"{\"O}zt{\"u}rk, {\"O}mer"
    assert fields(export(one))["title"] == r"{\"U}ber {\"O}fen"
    assert fields(export(one, format="biblatex"))["author"] == "Öztürk, Ömer"


def test_entities_of_the_web_are_signs_in_names_too() -> None:
    assert (
        fields(export(paper(authors=("AT&amp;T Labs", "J&ouml;rg Lee"))))["author"] == r"{AT\&T Labs} and Lee, J{\"o}rg"
    )


def test_online_needs_something_online() -> None:
    assert export(paper(), format="biblatex").text.startswith("@misc{")


def test_entries_are_ordered_by_key_whatever_the_order_of_the_papers() -> None:
    papers = [paper(i, key=key) for i, key in enumerate(("b2020", "A2020", "c2020"))]
    exported = export(*papers)
    assert exported.written == (1, 0, 2)
    assert export(*reversed(papers)).text == exported.text
    assert exported.text.count("\n\n") == 2
    assert exported.text.endswith("}\n")
    assert not exported.text.endswith("\n\n")


def test_a_paper_chosen_twice_is_written_once() -> None:
    assert export(paper(), paper()).written == (1,)


def test_the_note_is_private() -> None:
    assert "secret" not in export(paper(), note="secret").text


@pytest.mark.parametrize(
    ("date", "arxiv", "year", "month"),
    [
        ("2024-02-21", None, "2024", "feb"),
        ("2024-02", None, "2024", "feb"),
        ("2024", None, "2024", None),
        ("2023-13", None, "2023", None),
        ("2023-00-12", None, "2023", None),
        (None, "2402.13718", "2024", "feb"),
        (None, "2413.13718", "2024", None),
        (None, "hep-th/9901001", None, None),
        (None, None, None, None),
    ],
)
def test_year_and_month(date: str | None, arxiv: str | None, year: str | None, month: str | None) -> None:
    found = fields(export(paper(date=date, arxiv=arxiv)))
    assert found.get("year") == year
    assert found.get("month") == month


@pytest.mark.parametrize(
    ("date", "written"), [("2021-02-30", "2021-02"), ("2021-2-3", "2021-02-03"), ("2021-13", "2021")]
)
def test_dates_of_biblatex_exist(date: str, written: str) -> None:
    assert fields(export(paper(date=date), format="biblatex"))["date"] == written


@pytest.mark.parametrize(
    ("facts", "eprint"),
    [
        ({"arxiv": "2402.13718v2"}, "2402.13718"),
        ({"arxiv": "arXiv:2402.13718"}, "2402.13718"),
        ({"arxiv": "math.AG/0309136v1"}, "math/0309136"),
        ({"arxiv": "nonsense"}, None),
        ({"urls": ("https://arxiv.org/pdf/2402.13718v1.pdf",)}, "2402.13718"),
        ({"urls": ("http://www.arxiv.org/html/2402.13718",)}, "2402.13718"),
        ({"urls": ("https://evil.org/arxiv.org/abs/2402.13718",)}, None),
        ({"doi": "https://doi.org/10.48550/arXiv.2402.13718"}, "2402.13718"),
        ({"abstract": "We follow arXiv:2402.13718."}, None),
        (
            {
                "abstract": "See https://arxiv.org/abs/2402.13718.",
                "urls": ("https://arxiv.org/abs/2402.13718",),
            },
            None,
        ),
    ],
)
def test_the_arxiv_id_is_the_records_own(facts: dict[str, Any], eprint: str | None) -> None:
    found = fields(export(paper(**facts)))
    assert found.get("eprint") == eprint
    assert found.get("archiveprefix") == ("arXiv" if eprint else None)


@pytest.mark.parametrize(
    ("urls", "url"),
    [
        (("https://a.b/c_d%20e?x=1&y=~z#t",), "https://a.b/c_d%20e?x=1&y=~z#t"),
        (
            ("ftp://a.b", "www.a.b", "https://a.b/{x}", "https://a.b/x y", 'https://a.b/"', "https://a.b/\\"),
            None,
        ),
        (("javascript:alert(1)", "http://a.b"), "http://a.b"),
    ],
)
def test_only_links_that_can_stand_in_a_url_field(urls: tuple[str, ...], url: str | None) -> None:
    assert fields(export(paper(urls=urls))).get("url") == url


def test_a_link_of_the_abstract_is_not_the_papers() -> None:
    one = paper(abstract="Code: https://github.com/a/b.", urls=("https://github.com/a/b",))
    assert "url" not in fields(export(one))


@pytest.mark.parametrize(
    ("category", "arxiv", "primary", "keywords"),
    [
        ("CL", "2402.13718", "cs.CL", None),
        ("ML", "2402.13718", "stat.ML", None),
        ("SP", "2402.13718", "eess.SP", None),
        ("XX", "2402.13718", None, "XX"),
        ("CL", None, None, "cs.CL"),
        (None, "2402.13718", None, None),
    ],
)
def test_categories(category: str | None, arxiv: str | None, primary: str | None, keywords: str | None) -> None:
    found = fields(export(paper(category=category, arxiv=arxiv)))
    assert found.get("primaryclass") == primary
    assert found.get("keywords") == keywords


def test_howpublished_is_for_styles_that_print_neither_eprint_nor_url() -> None:
    one = paper(arxiv="2402.13718", category="CL")
    assert "howpublished" not in fields(export(one))
    assert fields(export(one, howpublished=True))["howpublished"] == "{arXiv}:2402.13718 [cs.CL]"
    assert export(one, howpublished=True, format="biblatex").text.startswith("@misc{")


def test_without_authors_there_is_something_to_sort_by() -> None:
    exported = export(paper(authors=(), title="On the Nature of Things"))
    assert fields(exported)["key"] == "Nature"
    assert exported.remarks == ("1 entry has no authors: lee2024scaling1",)


@pytest.mark.parametrize(
    ("type", "venue", "start", "field"),
    [
        ("article", "Nature & Co", "@article{", "journal"),
        ("inproceedings", "NeurIPS", "@inproceedings{", "booktitle"),
        ("article", None, "@misc{", None),
        ("book", None, "@book{", None),
    ],
)
def test_imported_records_keep_type_and_venue(type: str, venue: str | None, start: str, field: str | None) -> None:
    exported = export(paper(type=type, venue=venue))
    assert exported.text.startswith(start)
    if field:
        assert fields(exported)[field] == (venue or "").replace("&", r"\&")


def test_a_placeholder_is_left_out_and_named() -> None:
    exported = export(paper(), paper(2, key="anonndwe", title=None, placeholder=True))
    assert exported.written == (1,)
    assert exported.remarks == ("1 paper left out: known only by their abstract: anonndwe",)
    assert "placeholder" not in exported.text


def test_nothing_citable_is_no_text() -> None:
    assert export() == Exported("", (), ())
    assert export(paper(title=None, placeholder=True)).text == ""


def test_what_is_missing_is_said() -> None:
    exported = export(paper(date=None), paper(2, title="注意力", authors=("王小明",)), paper(3, date=None))
    assert exported.remarks == (
        "2 entries have no year: lee2024scaling1, lee2024scaling3",
        "1 entry needs a Unicode engine: lee2024scaling2",
    )


def test_long_lists_of_keys_are_cut() -> None:
    (remark,) = export(*(paper(i, key=f"k{i:02}", date=None) for i in range(12))).remarks
    assert remark.endswith("k09 and 2 more")


def test_keys_that_end_an_entry_are_written_without_what_ends_it() -> None:
    exported = export(paper(key="smith, {2020}"), paper(2, key="smith2020"), paper(3, key="Smith2020"))
    keys = [entry.key for entry in parse_string(exported.text).entries]
    assert len({key.lower() for key in keys}) == 3
    assert exported.remarks[0] == "smith, {2020} is written as smith2020: BibTeX cannot take the key as it is"


def test_a_users_own_key_is_kept() -> None:
    assert "@misc{Smith:2020/a.b-c_d+e," in export(paper(key="Smith:2020/a.b-c_d+e")).text


def test_formats_are_found_by_name() -> None:
    assert {"bibtex", "biblatex"} <= FORMATS.keys()
    assert {FORMATS[name].suffix for name in ("bibtex", "biblatex")} == {".bib"}
    with pytest.raises(KeyError):
        render("word", [])


def _entry(**values: str) -> Entry:
    return Entry(
        1,
        "misc",
        "lee2020",
        ("Lee, Ann", "Wu, Bo"),
        tuple(({"author": "Lee, Ann and Wu, Bo"} | values).items()),
    )


@pytest.mark.parametrize("value", ["{", "a}b{", r"\{", "a\\"])
def test_a_text_that_would_not_read_back_is_not_returned(value: str) -> None:
    entry = _entry(title=value)
    with pytest.raises(ExportError, match="lee2020"):
        check(entry.text(), [entry])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_entry(title="Other").text(), "lee2020: title was read back with another value"),
        (_entry(title="T", year="2020").text(), "lee2020: year was not meant to be there"),
        (_entry(title="T").text().replace("lee2020", "lee2021"), "lee2020: key was read back as lee2021"),
        (_entry(title="T").text() * 2, "read back"),
        ("", "lee2020: the entry was not read back"),
    ],
)
def test_another_text_than_was_meant(text: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        check(text, [_entry(title="T")])


def test_names_that_run_together_are_noticed() -> None:
    entry = Entry(1, "misc", "lee2020", ("A and B",), (("author", "A and B"), ("title", "T")))
    with pytest.raises(ExportError, match="lee2020: author"):
        check(entry.text(), [entry])


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
def test_further_fields_and_the_thesis_type_are_written(format: str) -> None:
    facts = {"school": "Some University", "type": "phdthesis", "note": "100% done", "file": "/home/x.pdf"}
    exported = export(paper(type="thesis", fields=facts), format=format)
    written = fields(exported)
    assert written["school"] == "Some University"
    assert written["note"] == r"100\% done"
    assert "file" not in written
    assert exported.text.startswith("@phdthesis{" if format == "bibtex" else "@thesis{")
    assert ("type" in written) == (format == "biblatex")


def test_a_class_beyond_computer_science_is_no_keyword() -> None:
    one = paper(arxiv="2401.00001", category="DG", fields={"primaryclass": "math.DG"})
    assert fields(export(one))["primaryclass"] == "math.DG"
    assert "keywords" not in fields(export(one))
