"""Merging into a .bib file: what a hand did there stays, whatever it was; what nobody touched keeps its bytes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from readlist.formats import FORMATS, ExportOptions, Merged, Papers, Rest, UnreadableError, render
from readlist.model.change import ExportBase
from readlist.model.paper import Mark, Paper
from tests.conftest import examples
from tests.formats.test_bibtex_properties import libraries
from tests.hostile import records

FORMAT = FORMATS["bibtex"]


def paper(id: int, key: str, title: str, **facts: Any) -> Paper:
    return Paper(id=id, key=key, title=title, title_text=title, **{"authors": ("Ann Lee",), "date": "2024-02", **facts})


def pairs(*papers: Paper) -> Papers:
    return [(p, Mark(id=p.id)) for p in papers]


def fresh(*papers: Paper, **options: Any) -> tuple[str, dict[int, ExportBase]]:
    """A new file of papers, and the base of the next merge."""
    exported = FORMAT.render(pairs(*papers), ExportOptions(**options), Rest())
    return exported.text, {w.paper: w for w in exported.base}


def merge(text: str, base: dict[int, ExportBase] | None, *papers: Paper, **options: Any) -> Merged:
    return FORMAT.merge(text, pairs(*papers), ExportOptions(**options), base or {})


ALPHA = paper(1, "lee2024alpha", "Alpha Grows", abstract="One.", arxiv="2402.00001")
BETA = paper(2, "lee2024beta", "Beta Shrinks", abstract="Two.", doi="10.1000/beta")
GAMMA = paper(3, "lee2024gamma", "Gamma Stays", abstract="Three.")


def test_nothing_to_do_changes_nothing() -> None:
    text, base = fresh(ALPHA, BETA)
    merged = merge(text, base, BETA, ALPHA)
    assert (merged.text, merged.added, merged.renewed, merged.remarks) == (text, (), (), ())


def test_an_accent_as_a_letter_or_a_macro_is_no_other_value() -> None:
    text = "@misc{lee2024alpha, author={Müller, Jörg}, title={Größe}, year=2024, month=feb}\n"
    merged = merge(text, None, paper(1, "lee2024alpha", "Größe", authors=("Jörg Müller",)))
    assert (merged.text, merged.remarks) == (text, ())


def test_a_new_entry_goes_where_the_order_has_it() -> None:
    text, base = fresh(ALPHA, GAMMA)
    merged = merge(text, base, BETA)
    assert merged.text == fresh(ALPHA, BETA, GAMMA)[0]
    assert merged.added == ("lee2024beta",)


def test_a_new_entry_goes_to_the_end_of_a_file_of_another_program() -> None:
    merged = merge("@misc{zzz, title = {Z}}", {}, ALPHA)
    assert merged.text == "@misc{zzz, title = {Z}}\n\n" + fresh(ALPHA)[0]


def test_a_remark_stays_on_top_of_its_entry() -> None:
    text, base = fresh(GAMMA)
    text = f"% all of my papers\n\n% the best one\n% by far\n{text}"
    merged = merge(text, base, ALPHA)
    assert merged.text == text.replace("% the best", fresh(ALPHA)[0] + "\n% the best")


def test_a_remark_at_the_start_of_the_file_stays_there() -> None:
    text, base = fresh(GAMMA)
    assert merge(f"% mine\n{text}", base, ALPHA).text == f"% mine\n\n{fresh(ALPHA)[0]}\n{text}"


def test_a_changed_fact_renews_its_field_and_no_other_byte() -> None:
    text, base = fresh(ALPHA, BETA)
    text = text.replace("  title         = {Alpha Grows},", "\ttitle={Alpha\n\t   Grows} ,").replace(
        "@misc{lee2024beta", "@MISC{lee2024beta"
    )
    merged = merge(text, base, replace(ALPHA, date="2024-03"), BETA)
    assert merged.text == text.replace("= feb,", "= mar,", 1)
    assert merged.renewed == ("lee2024alpha",)


def test_fields_come_and_go_where_they_belong() -> None:
    text, base = fresh(ALPHA, abstract=False)
    merged = merge(text, base, ALPHA)
    assert merged.text == fresh(ALPHA)[0]
    back = merge(merged.text, {w.paper: w for w in merged.written}, ALPHA, abstract=False)
    assert back.text == text


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("@misc{k, title = {Alpha Grows}}", "@misc{k, title = {Alpha Grows}, year = {2024}}"),
        ("@misc{k,\n\ttitle = {Alpha Grows}\n}", "@misc{k,\n\ttitle = {Alpha Grows},\n\tyear  = {2024}\n}"),
        ("@misc{k,\n  title={Alpha Grows},\n}", "@misc{k,\n  title={Alpha Grows},\n  year ={2024},\n}"),
        ('@misc(k, title = "Alpha Grows")', '@misc(k, title = "Alpha Grows", year = {2024})'),
    ],
)
def test_a_new_field_is_laid_out_as_its_neighbour(layout: str, expected: str) -> None:
    bare = replace(ALPHA, key="k", authors=(), abstract=None, arxiv=None, date=None)
    _, base = fresh(bare)
    merged = merge(layout, base, replace(bare, date="2024"))
    assert re.sub(r"  ?=", " =", merged.text) == re.sub(r"  ?=", " =", expected)


def test_a_type_changed_by_hand_stays_and_an_untouched_one_follows() -> None:
    text, base = fresh(ALPHA)
    published = replace(ALPHA, type="article", venue="Nature")
    assert merge(text, base, published).text.startswith("@article{lee2024alpha,")
    by_hand = text.replace("@misc", "@inproceedings")
    merged = merge(by_hand, base, published)
    assert merged.text.startswith("@inproceedings{lee2024alpha,")
    assert merged.remarks == ("1 entry edited by hand, not changed: lee2024alpha (type)",)


def test_a_field_that_a_hand_deleted_does_not_come_back() -> None:
    text, base = fresh(ALPHA)
    cut = re.sub(r"  abstract .*\n", "", text)
    assert merge(cut, base, replace(ALPHA, abstract="Longer now.")).text == cut


def test_an_entry_that_is_gone_is_written_again_and_said() -> None:
    text, base = fresh(ALPHA, BETA)
    merged = merge(fresh(ALPHA)[0], base, ALPHA, BETA)
    assert merged.text == text
    assert merged.remarks == ("1 entry deleted from the file, added again: lee2024beta",)


def test_entries_that_are_not_exported_any_more_stay() -> None:
    text, base = fresh(ALPHA, BETA)
    assert merge(text, base, ALPHA).text == text


def test_an_entry_of_the_users_own_keeps_every_field() -> None:
    mine = "@article{lee2024alpha, author={A. Lee}, title={Alpha grows}, eprint={2402.00001v2}}\n"
    merged = merge(mine, {}, ALPHA)
    assert merged.text == mine
    assert merged.remarks == ("1 entry already in the file with other values, not changed: lee2024alpha",)
    # what changes in the library from then on is renewed, as far as nobody else has another opinion
    later = merge(mine, {w.paper: w for w in merged.written}, replace(ALPHA, doi="10.1000/alpha"))
    assert later.text == mine.replace("v2}}", "v2}, doi = {10.1000/alpha}}")


@pytest.mark.parametrize(
    "mine",
    [
        "@article{own1, eprint = {2402.00001v3}, title = {Something}}\n",
        "@article{own1, eprint = {arXiv:2402.00001}, title = {Something}}\n",
        '@article{own1, author = "Lee, A. and Others, O.", title = "{Alpha} {G}rows"}\n',
    ],
)
def test_papers_are_known_again_under_the_users_own_key(mine: str) -> None:
    merged = merge(mine, {}, ALPHA)
    assert merged.text == mine
    assert "1 entry under another key in the file: lee2024alpha as own1" in merged.remarks


def test_a_work_of_the_same_title_and_author_gets_an_entry_of_its_own() -> None:
    text, base = fresh(paper(1, "lee2023editorial", "Editorial", date="2023"))
    merged = merge(text, base, paper(2, "lee2024editorial", "Editorial"))
    assert merged.added == ("lee2024editorial",)
    assert "lee2023editorial" in merged.text


def test_a_key_that_a_hand_changed_stays() -> None:
    text, base = fresh(ALPHA, BETA)
    text = text.replace("{lee2024alpha,", "{alpha,").replace("{lee2024beta,", "{beta,")
    merged = merge(text, base, replace(ALPHA, date="2024-03"), BETA)
    assert merged.text == text.replace("= feb", "= mar", 1)
    again = merge(merged.text, {w.paper: w for w in merged.written}, replace(ALPHA, title="New", title_text="New"))
    assert "@misc{alpha," in again.text
    assert "{New}" in again.text


def test_a_paper_that_got_another_key_keeps_the_one_in_the_file() -> None:
    text, _ = fresh(ALPHA)
    assert merge(text, {}, replace(ALPHA, key="lee2024new", aliases=("lee2024alpha",))).text == text


def test_paths_are_written_back_into_the_users_own_file_only() -> None:
    known = replace(ALPHA, fields={"file": "/home/a_b/x.pdf", "note": "50% of it", "bad name": "x", "title": "y"})
    assert "a_b" not in fresh(known)[0]
    merged = merge("@misc{zzz, title = {Z}}\n", {}, known)
    assert "  note          = {50\\% of it},\n  file          = {/home/a_b/x.pdf},\n}" in merged.text
    assert "bad name" not in merged.text
    again = merge(merged.text, {w.paper: w for w in merged.written}, known)
    assert again.text == merged.text


def test_strings_preambles_comments_and_odd_layouts_keep_their_bytes() -> None:
    text, base = fresh(BETA)
    odd = (
        '@string{ nat = "Nature" }\n@preamble{"\\newcommand{\\x}{y}"}\n@comment{jabref-meta: a;}\nfree text\n'
        '@Article(own, journal = nat # " Letters", title = "A {\\"o} b", note = {a @ b})\n\n'
    )
    merged = merge(odd + text, base, ALPHA, replace(BETA, abstract="Other."))
    assert merged.text.startswith(odd)
    assert merged.text == odd + fresh(ALPHA, replace(BETA, abstract="Other."))[0]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("@misc{a,\n  title = {x},\n}\n\n@misc{b,\n  title = {y\n}\n", "broken, left as it is: b (line 5)"),
        ("@misc{a, title = {x}}\n@misc{a, title = {y}}\n", "under a key that an earlier one has, left as it is: a"),
        ("@misc{a, title}\n", "broken, left as it is: a (line 1)"),
        ("@comment{\n@article{old, title={Commented Out}}\n}\n", ""),
    ],
)
def test_what_is_broken_is_left_as_it_is_and_named(text: str, remark: str) -> None:
    merged = merge(text, {}, ALPHA)
    assert merged.text.startswith(text)
    assert merged.added == ("lee2024alpha",)
    assert not remark or any(remark in line for line in merged.remarks)


def test_what_is_no_bibtex_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableError, match=r"^line 3: "):
        merge("\n\nDear diary,\n", {}, ALPHA)


# for any library, and any hand


EDITS = ("{By Hand}", '"By {Hand}"', "by # hand", "{}", "2025")


@examples(60)
@given(libraries(), st.data())
def test_a_hand_edit_of_any_field_stays(papers: list[tuple[Paper, Mark]], data: st.DataObject) -> None:
    exported = FORMAT.render(papers, ExportOptions(), Rest())
    entries = parse_string(exported.text).entries
    assume(entries)
    entry = data.draw(st.sampled_from(entries))
    name = data.draw(st.sampled_from([field.key for field in entry.fields]))
    value = data.draw(st.sampled_from(EDITS))
    start = exported.text.index(f"{{{entry.key},\n")
    label = re.compile(rf"^  {name} += ", re.MULTILINE).search(exported.text, start)
    assert label
    line_end = exported.text.index("\n", label.end())
    edited = f"{exported.text[: label.end()]}{value},{exported.text[line_end:]}"
    changed = [
        (replace(p, date="1999-01", abstract="Other", authors=("New Author",), title=f"New {p.title}"), m)
        for p, m in papers
    ]
    merged = FORMAT.merge(edited, changed, ExportOptions(), {w.paper: w for w in exported.base})
    assert f"{label[0]}{value},\n" in merged.text[merged.text.index(f"{{{entry.key},\n") :]
    again = FORMAT.merge(merged.text, changed, ExportOptions(), {w.paper: w for w in merged.written})
    assert again.text == merged.text
    assert not again.renewed


@examples(60)
@given(libraries(), st.data())
def test_without_a_hand_a_merge_is_a_new_export(papers: list[tuple[Paper, Mark]], data: st.DataObject) -> None:
    before = data.draw(st.lists(st.sampled_from(papers), unique_by=lambda pair: pair[0].id))
    exported = FORMAT.render(before, ExportOptions(), Rest())
    changed = [(replace(p, date="1999-01"), m) if data.draw(st.booleans()) else (p, m) for p, m in papers]
    merged = FORMAT.merge(exported.text, changed, ExportOptions(), {w.paper: w for w in exported.base})
    assert merged.text == FORMAT.render(changed, ExportOptions(), Rest()).text
    biblatex = FORMATS["biblatex"]
    other = biblatex.merge(merged.text, changed, ExportOptions(), {w.paper: w for w in merged.written})
    assert other.text == render("biblatex", changed).text


def test_hostile_records_merge_into_a_file_of_half_of_them() -> None:
    papers = list(records(200, seed=7))
    half = FORMAT.render(papers[::2], ExportOptions(), Rest())
    merged = FORMAT.merge(half.text, papers, ExportOptions(), {w.paper: w for w in half.base})
    assert merged.text == render("bibtex", papers).text
