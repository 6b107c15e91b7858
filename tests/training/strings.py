"""Reference strings to train the tagger with: those marked by hand, and others made from citation styles.

The strings marked by hand are anystyle's (``lists/references`` of the folder that $READLIST_SEEDS names). Titles,
journals, publishers and family names of the others are taken from them; their authors are made up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from readlist.pages.cut_words import FAMILY_NAMES, GIVEN_NAMES
from readlist.pages.references.reference_traits import look, words_of

Marked = list[tuple[str, str]]
"""A reference as pieces of text, each with its label; "" where the label is that of what follows."""

LABELS = {
    "author": "author", "title": "title", "date": "date", "journal": "container", "container-title": "container",
    "editor": "editor", "translator": "editor", "director": "editor", "producer": "editor", "volume": "volume",
    "pages": "volume", "publisher": "publisher", "location": "publisher", "doi": "link", "url": "link",
}  # fmt: skip
"""anystyle's name of a part → ours; all others are "other"."""

_SEQUENCE = re.compile(r"<sequence>(.*?)</sequence>", re.DOTALL)
_PART = re.compile(r"<([a-z-]+)>(.*?)</\1>", re.DOTALL)


def marked_strings(folder: Path) -> list[Marked]:
    """anystyle's references, without their numbers."""
    strings = []
    for name in ("core.xml", "good.xml"):
        for sequence in _SEQUENCE.findall((folder / name).read_text(encoding="utf-8")):
            parts = [(part, " ".join(html.unescape(text).split())) for part, text in _PART.findall(sequence)]
            strings.append(
                [(text + " ", LABELS.get(part, "other")) for part, text in parts if part != "citation-number"]
            )
    return [string for string in strings if string]


def label_words(string: Marked) -> tuple[list[str], list[str]]:
    """The words of a marked reference and their labels: that of a word's first letter or digit."""
    text = "".join(piece for piece, _ in string)
    labels = [label for piece, label in string for _ in piece]
    words, marks = [], []
    for word in words_of(text):
        own = [labels[i] for i in range(word.start, word.end) if labels[i] and text[i].isalnum()]
        own = own or [labels[i] for i in range(word.start, word.end) if labels[i]]
        if not own and re.fullmatch(
            r"[”»’.,:;)]+|\(?(?:eds?|editors?|hrsg|hg|org|dir)\.?\)?[.,:]*", word.text, re.IGNORECASE
        ):
            own = marks[-1:]
        if not own and look(word.text).kind == "arxiv":
            own = ["container"]
        own = own or [next((label for label in labels[word.end :] if label), "other")]
        words.append(word.text)
        marks.append(own[0])
    return words, marks


class Style(NamedTuple):
    name: str
    names: str
    editors: str
    templates: dict[str, str]  # type of publication → template


def read_styles(path: Path) -> list[Style]:
    styles = []
    for block in re.split(r"^\[", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("]\n")
        rows = dict(line.split(" = ", 1) for line in body.splitlines() if " = " in line)
        styles.append(Style(name, rows.pop("names"), rows.pop("editors"), rows))
    return styles


_KINDS = ("article",) * 9 + ("paper",) * 6 + ("book",) * 3 + ("chapter",) * 3 + ("preprint",) * 3 + ("report",)
_FIELDS = {
    "A": "author", "Y": "date", "M": "date", "m": "date", "a": "date", "T": "title", "J": "container",
    "B": "container", "E": "editor", "S": "container", "V": "volume", "N": "volume", "P": "volume", "p": "volume",
    "F": "volume", "H": "publisher", "L": "publisher", "R": "other", "D": "link", "d": "link", "U": "link",
    "X": "container", "W": "other",
}  # fmt: skip
_FIELD = re.compile(r"\{(\w)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{\w\}[^\[\]]*)\]")
_MONTHS = "January February March April May June July August September October November December".split()
_WORDS = {
    name.strip("[]"): rows
    for name, *rows in (
        part.splitlines()
        for part in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split("\n\n")[1:]
    )
}
"""The lists of ``words.txt``."""

_TRIM = " .,;:“”\"'‘’«»()[]"
_COMMON_SHARE = 0.35  # of journals that come from the list above; the others are anystyle's


class Facts:
    """What the hand-marked references mention, to make others of."""

    def __init__(self, strings: list[Marked], more_titles: list[str], more_names: list[str]) -> None:
        def all_of(label: str, least: int, most: int) -> list[str]:
            texts = [piece.strip().strip(_TRIM) for string in strings for piece, own in string if own == label]
            return [text for text in texts if least <= len(text) <= most and _is_plain(text)]

        self.titles = [t for t in all_of("title", 12, 220) if t[0].isupper()] + more_titles * 2
        containers = [re.sub(r"^[Ii]n:? ", "", c) for c in all_of("container", 3, 120)]
        self.journals = [c for c in containers if "roceedings" not in c and not re.search(r"\d", c)]
        self.books = [c for c in containers if len(c) > 15]
        parts = [p for p in all_of("publisher", 3, 50) if not re.search(r"[:;]", p)]
        press = re.compile(
            r"Press|Wiley|Springer|Elsevier|Verlag|Books|Univers|Inc|Publ|Sons|Routledge|Sage|Edit|Hall|Co\b"
        )
        self.publishers = [p for p in parts if press.search(p)] + ["Springer", "ACM", "IEEE", "PMLR", "AAAI Press"] * 40
        self.places = [p for p in parts if not press.search(p) and p[0].isupper()]
        texts = [piece for string in strings for piece, own in string if own in ("author", "editor")]
        inverted = [
            name for text in texts for name in re.findall(r"([A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?), [A-Z]\.", text)
        ]
        natural = [name.rsplit(" ", 1) for name in more_names if " " in name]
        inverted = [name.title() if name.isupper() else name for name in inverted]
        self.families = inverted + [family for _, family in natural] + [name.title() for name in sorted(FAMILY_NAMES)]
        self.givens = [given for given, _ in natural] + [name.title() for name in sorted(GIVEN_NAMES)] * 2


class Strings:
    """Makes reference strings in a style."""

    def __init__(self, facts: Facts, random: Random) -> None:
        self.facts = facts
        self.random = random

    def string(self, style: Style) -> Marked:
        kind = self.random.choice(_KINDS)
        values = self._values(style, kind)
        template = style.templates[kind]
        while True:
            optional = _OPTIONAL.search(template)
            if not optional:
                break
            fields = _FIELD.findall(optional[1])
            keep = all(values.get(field) for field in fields) and self.random.random() < 0.8
            template = template[: optional.start()] + (optional[1] if keep else "") + template[optional.end() :]
        values["N"] = values["N"] or "2"
        pieces: Marked = []
        at = 0
        for field in _FIELD.finditer(template):
            pieces.append((template[at : field.start()], ""))
            pieces.append((values[field[1]], _FIELDS[field[1]]))
            at = field.end()
        pieces.append((template[at:], ""))
        return self._without_double_stops(pieces)

    def _without_double_stops(self, pieces: Marked) -> Marked:
        out: Marked = []
        for piece, label in pieces:
            before = out[-1][0][-1:] if out else ""
            if before in (".", "?", "!") and piece[:1] in (".", "”") and (piece[:1] == "." or piece[1:2] == "."):
                piece = piece[1:] if piece[0] == "." else piece[0] + piece[2:]
            elif before in ("?", "!") and piece.startswith(",") and self.random.random() < 0.6:
                piece = piece[1:]
            if piece:
                out.append((piece, label))
        return out

    def _values(self, style: Style, kind: str) -> dict[str, str]:
        random, facts = self.random, self.facts
        year = random.choice((random.randint(1925, 1999), *(random.randint(1985, 2025),) * 4))
        month = random.choice(_MONTHS)
        month = month if random.random() < 0.5 else month[:3] + random.choice((".", ""))
        first, more = int(random.lognormvariate(5, 1.6)) + 1, random.randint(2, 60)
        dash = random.choice("-–––")
        letter = random.choice(("",) * 14 + ("e", "A", "S", "L"))
        pages = f"{letter}{first}{dash}{letter}{first + more}"
        short = f"{letter}{first}{dash}{_shortened(first, first + more)}"
        if random.random() < 0.1:
            pages = short = random.choice((f"e{first}", f"{first}", f"n{first % 100}", f"{first:06d}", f"e{first:07d}"))
        start = random.choice(("s", "j.cell.", "nature", "", "PhysRevB."))
        doi = f"10.{random.randint(1000, 1145)}/{start}{random.randint(1000, 9999999)}"
        if random.random() < 0.1:
            doi += f"({first})00{random.randint(10, 99)}-{random.randint(0, 9)}"
        title = self._cased(random.choice(facts.titles))
        if random.random() < 0.05 and len(title) < 80:  # two sentences, or two parts
            roman = random.choice(("", "", "II. ", "III. ", "VI. ", "I. ", "Part 2. "))
            title = f"{title}. {roman}{self._cased(random.choice(facts.titles))}"
        elif random.random() < 0.04:
            title = f"{random.choice(_WORDS['small starts'])} {title[0].lower()}{title[1:]}"
        if random.random() < 0.06:
            title = title.split(": ")[-1].rstrip(".") + "?"
        journal = random.choice(_WORDS["journals"] if random.random() < _COMMON_SHARE else facts.journals)
        book = self._meeting(year) if kind == "paper" else self._cased(random.choice(facts.books))
        arxiv = f"{random.randint(7, 25):02}{random.randint(1, 12):02}.{random.randint(10000, 29999)}"
        volume = random.choice((str(random.randint(1, 130)), str(random.randint(1, 600)), str(year)))
        issue = random.randint(1, 12)
        number = random.choice(
            (*[str(issue)] * 2, f"{issue}-{issue + 1}", str(issue * 713), "Suppl 1", f"{issue}A", "")
        )
        return {
            "A": self._names(style.names, self._count(), teams=0.05),
            "E": self._names(style.editors, random.randint(1, 3)),
            "Y": str(year) + random.choice(("",) * 12 + ("a", "b")),
            "M": f"{month} {year}" if random.random() < 0.35 else str(year),
            "m": month, "a": str(random.randint(1, 28)),
            "T": title, "J": journal, "B": book, "S": random.choice(("Lecture Notes in Computer Science", "LNCS")),
            "V": volume, "N": number, "P": pages, "p": short, "F": str(first),
            "H": random.choice(facts.publishers), "L": random.choice(facts.places),
            "R": random.choice(_WORDS["reports"]), "D": doi, "d": f"https://doi.org/{doi}",
            "U": random.choice(_WORDS["sites"]) + str(random.randint(100, 99999999)),
            "X": arxiv, "W": f"{random.randint(1, 28)} {month} {min(year + 2, 2025)}",
        }  # fmt: skip

    def _count(self) -> int:
        return self.random.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 11))

    def _cased(self, title: str) -> str:
        """The title as it is, with capitals throughout, or with few."""
        way = self.random.random()
        words = title.split(" ")
        if way < 0.3:
            return " ".join(w if len(w) < 4 or not w.islower() else w[0].upper() + w[1:] for w in words)
        if way < 0.55:
            lower = [w.lower() if w[1:].islower() else w for w in words[1:]]
            return " ".join(words[:1] + lower)
        return title

    def _meeting(self, year: int) -> str:
        random, n = self.random, self.random.randint(4, 60)
        ordinal = f"{n}{'th' if n % 10 not in (1, 2, 3) or 10 < n < 14 else ('st', 'nd', 'rd')[n % 10 - 1]}"
        letters = "".join(random.choice("ABCDEGIKLMNOPRSTV") for _ in range(random.choice((3, 4, 4, 5))))
        short = random.choice((letters, *random.sample(_WORDS["acronyms"], 2)))
        return random.choice(_WORDS["meetings"]).format(
            n=ordinal,
            f=random.choice(_WORDS["fields of work"]),
            a=short,
            y=year,
            v=n,
            s=f"{year % 100:02}",
            o=random.choice(_WORDS["ordinals"]),
        )

    def _names(self, form: str, count: int, teams: float = 0.0) -> str:
        shape, separator, last, most = (part.strip() for part in (form + " | | ").split("|")[:4])
        first_shape, _, other_shape = shape.partition("/")
        limits = re.match(r"(\d+)(?: (\d+)\s*(.*))?", most)
        rest = ""
        ending = ""
        if limits and count > int(limits[1]):
            count = int(limits[2] or limits[1])
            rest = limits[3] or ""
        elif count > 2 and self.random.random() < 0.05:
            count, rest = 1, "et al."
        names = [self._name(first_shape if i == 0 or not other_shape else other_shape) for i in range(count)]
        if self.random.random() < teams:
            names[self.random.choice((0, -1))] = self.random.choice(_WORDS["teams"]).replace(
                "{}", self.random.choice(("Genome", "Physics", "Health", "Climate", "Language", "Cancer"))
            )
        if rest.endswith("…"):
            ending = " " + self._name(first_shape)
        if rest:
            rest = rest if rest[0] in ",;" else " " + rest
            return _spaced(separator).join(names) + rest + ending
        if len(names) == 1:
            return names[0]
        final = _spaced(last)
        if (
            len(names) == 2
            and len(final) > 2
            and final.startswith(", ")
            and "F, " not in shape
            and self.random.random() < 0.8
        ):
            final = final[1:]
        return _spaced(separator).join(names[:-1]) + final + names[-1]

    def _name(self, shape: str) -> str:
        random = self.random
        family = random.choice(self.facts.families)
        if random.random() < 0.05:
            family = f"{random.choice(_WORDS['particles'])} {family}"
        elif random.random() < 0.04:
            family += "-" + random.choice(self.facts.families)
        given = random.choice(self.facts.givens)
        middle = random.choice("ABCDEFGHJKLMNPRSTW")
        whole = random.choice((given, given, f"{given} {middle}.", f"{given} {random.choice(self.facts.givens)}"))
        if random.random() < 0.05:
            whole = f"{given[0]}. {middle}."
        letters = [word[0] for word in re.findall(r"[^\W\d_]+", whole)][:3] or ["J"]
        if random.random() < 0.06:
            letters.append(random.choice("ABCJM"))
        joint = random.choice(("-",) + ("",) * 9) if len(letters) > 1 else ""
        first, *more = (f"{letter}." for letter in letters)
        parts = {
            "F": family, "f": family.upper(), "G": whole, "k": "".join(letters),
            "i": (first + "-" + "".join(more)) if joint else " ".join((first, *more)),
            "j": joint.join((first, *more)), "m": re.sub(r" (\w)\w+$", r" \1.", whole),
        }  # fmt: skip
        name = re.sub(r"[FfGkijm]", lambda match: parts[match[0]], shape)
        return name + random.choice((", Jr.", " III", " Jr")) if random.random() < 0.006 else name


def _is_plain(text: str) -> bool:
    return (
        not re.search(r"[“”\"<>]|^\W", text)
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
    )


def _spaced(separator: str) -> str:
    """A separator of names with its spaces: " and ", ", ", "; "; after "_" with one before it, too."""
    if separator.startswith("_"):
        return f" {separator[1:]} "
    return (" " if separator[:1].isalpha() or separator[:1] in "&/" else "") + separator + " "


def _shortened(first: int, last: int) -> str:
    """The last page without the digits that it shares with the first: 402–8."""
    a, b = str(first), str(last)
    same = (
        next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(b) - 1) if len(a) == len(b) else 0
    )
    return b[same:]


def generated_strings(styles: list[Style], facts: Facts, each: int, random: Random) -> Iterator[Marked]:
    strings = Strings(facts, random)
    for style in styles:
        for _ in range(each):
            yield strings.string(style)
