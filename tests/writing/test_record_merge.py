"""Kept files of every format beside hand edits: the merge field by field, against a slow reference on parsed files."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pytest
import rispy
import yaml
from bibtexparser.entrypoint import parse_string

from readlist.formats import FORMATS, ExportOptions, Rest, UnreadableError, render
from readlist.formats.bibtex.splice import quiet_parser
from readlist.model.change import ExportBase
from readlist.model.paper import Mark, Paper, Rank
from readlist.writing.window_merge import merge_in_windows

File = dict[str, dict[str, object]]
"""Key → field → value, as another program reads a file."""
OPTIONS = ExportOptions()


def read_bib(text: str) -> File:
    with quiet_parser():
        library = parse_string(text, parse_stack=[])
    assert not library.failed_blocks
    plain = {e.key: {f.key: " ".join(str(f.value).split())[1:-1] for f in e.fields} for e in library.entries}
    return {e.key: {"@": e.entry_type, **plain[e.key]} for e in library.entries}


def read_ris(text: str) -> File:
    records: File = {}
    for chunk in re.split(r"(?m)^ER  - *\r?$", text):
        found: dict[str, list[str]] = {}
        for tag, value in re.findall(r"(?m)^([A-Z][A-Z0-9])  - ?(.*?)\r?$", chunk):
            found.setdefault(tag, []).append(value)
        if found:
            records[found["ID"][0]] = dict(found)
    assert len(rispy.loads(text.replace("\r\n", "\n"))) == len(records)
    return records


def read_json(text: str) -> File:
    return {item["id"]: item for item in json.loads(text)}


def read_yaml(text: str) -> File:
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}


def read_checklist(text: str) -> File:
    records: File = {}
    for line in text.splitlines():
        if match := re.match(r"(- \[.\] )(★ )?(.*<https://doi.org/10.1234/(\d+)>.*)", line):
            star = {"star": match[2]} if match[2] else {}
            records[match[4]] = {"box": match[1], "text": match[3], **star}
    return records


@dataclass(frozen=True)
class Hand:
    """How a person or another program edits a file of a format."""

    read: Callable[[str], File]
    field: str  # a field with one value in a line
    line: Callable[[str, str], str]  # (field, value) → its line as the format has it
    own: str  # an entry of the user's
    more: str  # the line of a field of the user's


HANDS: Mapping[str, Hand] = {
    "bibtex": Hand(read_bib, "year", lambda f, v: f"  {f:<13} = {{{v}}},", "@misc{mine, title = {Mine}}\n",
                   "  file = {x},"),
    "ris": Hand(read_ris, "PY", lambda f, v: f"{f}  - {v}", "TY  - GEN\nID  - mine\nTI  - Mine\nER  - \n", "M9  - x"),
    "csl-json": Hand(read_json, "volume", lambda f, v: f'    "{f}": "{v}",', "", '    "custom": "x",'),
    "hayagriva": Hand(read_yaml, "date", lambda f, v: f'  {f}: "{v}"', "mine:\n  type: misc\n  title: Mine\n",
                      '  mine: "x"'),
    "markdown": Hand(read_checklist, "text", lambda f, v: f"- [ ] {v}", "- [ ] my own\n", "Words between."),
}  # fmt: skip


def paper(id: int, dice: random.Random, *, always: bool = False) -> Paper:
    """A paper with random facts; ``always`` with a DOI."""
    year = str(dice.randint(1990, 2025))
    fields = {n: str(dice.randint(1, 99)) for n in ("volume", "number") if dice.random() < 0.8}
    fields |= {"pages": f"{dice.randint(1, 9)}--{dice.randint(10, 99)}"} if dice.random() < 0.5 else {}
    title = f"On the number {dice.randint(1, 9999)} of {id} things"
    doi = f"10.1234/{id}" if dice.random() < 0.7 or always else None
    return Paper(id=id, key=f"key{id}", title=title, title_text=title, authors=("Ann Lee", "Bo Chen"), date=year,
                 venue="Journal of Things", type="article", doi=doi, fields=fields, rank=Rank.RECORD)  # fmt: skip


def merged(file: File, base: File, new: File) -> tuple[File, File]:
    """The reference: (what the file has to say, the base after it)."""
    out = {key: dict(fields) for key, fields in file.items()}
    for key, fields in new.items():
        if key not in out:
            if key not in base:
                out[key] = dict(fields)
            continue
        old = base.get(key)
        for name, value in fields.items():
            if name in out[key]:
                if old is not None and old.get(name) == out[key][name]:
                    out[key][name] = value
            elif old is not None and name not in old:
                out[key][name] = value
        for name in (old or {}).keys() - fields.keys():
            if name in out[key] and out[key][name] == (old or {})[name]:
                del out[key][name]
    gone = {key: base[key] for key in new if key in base and key not in file}
    return out, {**base, **new, **gone}


def edit(text: str, hand: Hand, dice: random.Random, format: str) -> str:
    """The file after somebody's hand was in it."""
    lines = text.split("\n")
    if format == "markdown":
        return "\n".join(edit_checklist(lines, dice))
    sign = re.escape(hand.line(hand.field, "@")).replace("@", ".*").rstrip(",")
    places = [n for n, line in enumerate(lines) if re.match(sign, line.rstrip("\r"))]
    kind = dice.randrange(5)
    if kind == 0 and places:
        n = dice.choice(places)
        new = hand.line(hand.field, str(dice.randint(1000, 1989)))
        lines[n] = new if lines[n].rstrip().endswith(",") else new.rstrip(",")
    elif kind == 1 and places and format != "csl-json":
        del lines[dice.choice(places)]
    elif kind == 2 and places and hand.more not in lines:
        lines.insert(dice.choice(places), hand.more)
    elif kind == 3 and hand.own and "Mine" not in text:
        return text + "\n" + hand.own
    elif kind == 4:
        if format == "csl-json":
            return json.dumps(json.loads(text), indent=dice.choice([None, 1, 4]), ensure_ascii=dice.random() < 0.5)
        if format == "bibtex" and "% mine" not in text:
            return "% mine\n" + text
    return "\n".join(lines)


def edit_checklist(lines: list[str], dice: random.Random) -> list[str]:
    n = dice.randrange(len(lines))
    before, after = lines[:n], lines[n + 1 :]
    line = lines[n]
    ticked = line.replace("[ ]", "[x]") if "[ ]" in line else line.replace("[x]", "[ ]")
    starred = line.replace("★ ", "") if "★" in line else re.sub(r"^(- \[.\] )", r"\1★ ", line)
    words = line.replace("**On", "**Mine: on")
    return [
        *before,
        *dice.choice([[ticked], [starred], [words], [], ["Words between.", line], ["- [ ] my own", line]]),
        *after,
    ]


def mark(id: int, dice: random.Random) -> Mark:
    at = "2026-01-01T00:00:00Z"
    said = {name: at for name in ("read_at", "starred_at") if dice.random() < 0.4}
    return Mark(id=id, tags=("one", "two")[: dice.randrange(3)], **said)


def run(format: str, seed: int, steps: int) -> str:
    """Random changes of papers and of the file; after each merge the file says what the reference says."""
    dice = random.Random(f"{format} {seed}")
    hand = HANDS[format]
    always = format == "markdown"
    papers = {n: paper(n, dice, always=always) for n in range(1, 4)}
    marks = {n: mark(n, dice) for n in papers}
    text, known, base = "", {}, {}
    for _ in range(steps):
        if text and dice.random() < 0.6:
            text = edit(text, hand, dice, format)
        for id in [*papers, len(papers) + 1]:
            if dice.random() < 0.3:
                papers[id] = paper(id, dice, always=always)
            if dice.random() < 0.3 or id not in marks:
                marks[id] = mark(id, dice)
        chosen = [(p, marks[p.id]) for p in papers.values()]
        rendered = render(format, chosen, OPTIONS, Rest())
        expected, base = merged(hand.read(text) if text else {}, base, hand.read(rendered.text))
        result = FORMATS[format].merge(text, chosen, OPTIONS, known, restore=False)
        assert hand.read(result.text) == expected
        again = FORMATS[format].merge(result.text, chosen, OPTIONS, by_paper(result.written), restore=False)
        assert again.text == result.text
        text, known = result.text, by_paper(result.written)
    return text


def by_paper(written: tuple[ExportBase, ...]) -> dict[int, ExportBase]:
    return {entry.paper: entry for entry in written}


@pytest.mark.parametrize("format", HANDS)
def test_the_merge_says_what_a_slow_reference_says(format: str) -> None:
    assert all(run(format, seed, 8) for seed in range(6))


@pytest.mark.long
@pytest.mark.parametrize("format", HANDS)
def test_the_merge_says_what_a_slow_reference_says_a_thousand_times(format: str) -> None:
    assert all(run(format, seed, 10) for seed in range(100))


MARKDOWN = FORMATS["markdown"]


def test_a_box_that_a_hand_ticked_stays_ticked() -> None:
    one, two = (Paper(id=n, key=f"k{n}", title=f"T{n}", title_text=f"T{n}", arxiv=f"2401.0000{n}") for n in (1, 2))
    first = MARKDOWN.merge("# To read\n\n", [(one, Mark(id=1))], OPTIONS, {})
    edited = first.text.replace("- [ ]", "- [x]") + "\nAnd more.\n"
    starred = Mark(id=1, starred_at="2026-01-01T00:00:00Z")
    renamed = Paper.of({**one.document(), "title": "New", "title_text": "New"}, id=1)
    again = MARKDOWN.merge(edited, [(renamed, starred), (two, Mark(id=2))], OPTIONS, by_paper(first.written))
    assert again.text == (
        "# To read\n\n- [x] ★ **New**, 2024, <https://arxiv.org/abs/2401.00001>\n\nAnd more.\n"
        "- [ ] **T2**, 2024, <https://arxiv.org/abs/2401.00002>\n"
    )


@pytest.mark.parametrize("format", ["ris", "csl-json", "hayagriva", "markdown"])
def test_line_ends_of_a_file_stay_as_they_are(format: str) -> None:
    dice = random.Random(1)
    papers = [(paper(n, dice), Mark(id=n)) for n in (1, 2)]
    first = FORMATS[format].merge("", papers, OPTIONS, {})
    windows = first.text.replace("\n", "\r\n")
    papers = [(paper(n, dice), Mark(id=n)) for n in (1, 2, 3)]
    again = FORMATS[format].merge(windows, papers, OPTIONS, by_paper(first.written))
    assert again.text.replace("\r\n", "").count("\n") == (again.text.count("\n") - again.text.count("\r\n"))
    assert again.renewed
    assert again.added
    if format != "csl-json":
        assert "\n" not in again.text.replace("\r\n", "")


def in_windows(format: str, seed: int) -> int:
    """Random changes of a file and of few papers: what is merged in windows is as in the whole file; how often."""
    dice = random.Random(f"{format} {seed}")
    papers = {n: paper(n, dice) for n in range(1, 9)}
    first = FORMATS[format].merge("", [(p, Mark(id=p.id)) for p in papers.values()], OPTIONS, {})
    known, text, times = by_paper(first.written), first.text, 0
    for _ in range(4):
        text = edit(text, HANDS[format], dice, format) if dice.random() < 0.5 else text
        numbers = dice.sample(range(1, 12), 3) if dice.random() < 0.7 else [max(papers) + 1]
        changed = [(paper(n, dice), Mark(id=n)) for n in sorted(numbers)]
        whole = FORMATS[format].merge(text, changed, OPTIONS, known, restore=False)
        if merged := merge_in_windows(text, format, changed, OPTIONS, known):
            times += 1
            assert merged.text == whole.text
            assert by_paper(merged.written) == by_paper(whole.written)
            assert sorted(merged.added + merged.renewed) == sorted(whole.added + whole.renewed)
        papers |= {p.id: p for p, _ in changed}
        text, known = whole.text, {**known, **by_paper(whole.written)}
    return times


@pytest.mark.parametrize("format", HANDS)
def test_a_few_entries_merged_in_windows_are_as_in_the_whole_file(format: str) -> None:
    assert sum(in_windows(format, seed) for seed in range(8)) > 8


@pytest.mark.long
@pytest.mark.parametrize("format", HANDS)
def test_merging_in_windows_is_merging_a_thousand_times(format: str) -> None:
    assert sum(in_windows(format, seed) for seed in range(100, 350)) > 250


@pytest.mark.parametrize("more", ["@comment{\n@article{key1,\n}}\n", "@article{key1,\n}\n", "@article(other, x=1)\n"])
def test_what_can_not_be_told_apart_is_merged_as_a_whole(more: str) -> None:
    one, two = (paper(n, random.Random(1)) for n in (1, 2))
    first = FORMATS["bibtex"].merge("", [(one, Mark(id=1))], OPTIONS, {})
    for chosen in (one, two):
        papers = [(chosen, Mark(id=chosen.id))]
        found = merge_in_windows(first.text + more, "bibtex", papers, OPTIONS, by_paper(first.written))
        assert found is None or (chosen is one and more.startswith("@article("))


@pytest.mark.parametrize(("format", "text"), [
    ("hayagriva", '"\\x41 b":\n  type: misc\n'), ("csl-json", '[{"id": "\\q"}]'), ("csl-json", '[{"id": "a" '),
    ("ris", "TY  -"),
])  # fmt: skip
def test_what_is_wrong_in_a_file_is_left_to_the_merge_of_the_whole(format: str, text: str) -> None:
    papers = [(paper(1, random.Random(1)), Mark(id=1))]
    assert merge_in_windows(text, format, papers, OPTIONS, {}) is None
    with suppress(UnreadableError):
        assert text.strip() in FORMATS[format].merge(text, papers, OPTIONS, {}).text
