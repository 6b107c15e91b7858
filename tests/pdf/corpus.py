"""Two hundred PDFs with what is true of them: papers with an id, papers without, and files that nobody should open."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.pdf.writer import Line, Note, PageOf, Writer, first_page, lines_down, pdf

SEED = 23


@dataclass(frozen=True)
class Sample:
    """A PDF: its file name, what is in it, and what is to be found: "" where nothing is."""

    name: str
    data: bytes
    title: str = ""
    arxiv: str = ""
    doi: str = ""
    reads: bool = True  # else it is refused by name
    words: str = ""  # that its text has


_OPENINGS = ("Learning", "On the Limits of", "A Study of", "Towards", "Rethinking", "Scaling", "Fast and Exact",
             "Unsupervised", "Why We Need", "Measuring")  # fmt: skip
_SUBJECTS = ("Sparse Attention", "Protein Folding", "Dark Matter Halos", "Graph Neural Networks", "Fluid Mixing",
             "Soil Microbes", "Quantum Error Correction", "Language Models", "Urban Heat Islands")  # fmt: skip
_ENDS = ("from Few Examples", "with Noisy Labels", "in the Arctic", "under Distribution Shift", "at Low Temperature",
         "for 3D Reconstruction", "using α-Divergences", "by Gérard's Method", "and Its Uses")  # fmt: skip
_NAMES = ("Jane Q. Doe", "Max Müller", "Li Wei", "Ana García Márquez", "Piet van der Berg", "O. Schmidt", "Yuki Tanaka")
_BANNERS = ("Published as a conference paper at ICLR 2024", "Journal of Machine Learning Research 21 (2020) 1-67",
            "Under review as a conference paper", "RESEARCH ARTICLE", "Proceedings of the 38th Conference, 2021",
            "Preprint. Work in progress.", "www.nature.com/scientificreports")  # fmt: skip
_BODY = ("We present a method that improves on earlier work by a wide margin, and say",
         "why. Experiments on seven data sets show that the method is faster, and that",
         "it needs fewer parameters than others. The code is part of the supplement.")  # fmt: skip


def title_of(chance: random.Random) -> str:
    title = f"{chance.choice(_OPENINGS)} {chance.choice(_SUBJECTS)} {chance.choice(_ENDS)}"
    if chance.random() < 0.3:
        title = f"{chance.choice(_SUBJECTS)}: {title}"
    return title


def _names(chance: random.Random) -> str:
    return ", ".join(chance.sample(_NAMES, chance.randint(1, 4)))


def _references(chance: random.Random) -> PageOf:
    """A second page that cites other papers by their numbers."""
    cited = [
        f"[{n}] A. Other. doi:10.{chance.randint(1000, 9999)}/other.{n} arXiv:1{n:03}.0{n:04}" for n in range(1, 6)
    ]
    return PageOf(lines_down(["References", *cited], y=700))


def _page(chance: random.Random, title: str, more: Sequence[Line] = (), body: Sequence[str] = _BODY) -> PageOf:
    size = chance.choice((14.0, 16.0, 17.2, 20.0, 24.0))
    page = first_page(title, _names(chance), body, title_size=size)
    return PageOf([*more, *page.lines])


def identified(n: int) -> Iterator[Sample]:
    """Papers that print an id, in one of eight ways."""
    for k in range(n):
        chance = random.Random(f"{SEED} id {k}")
        title = title_of(chance)
        arxiv = f"{chance.randint(10, 25)}{chance.randint(1, 12):02}.{chance.randint(1, 99999):05}"
        doi = f"10.{chance.randint(1000, 99999)}/{chance.choice('abcxyz')}.{chance.randint(1, 10**7)}"
        way = k % 8
        stamp = Line(f"arXiv:{arxiv}v{chance.randint(1, 4)}  [cs.LG]  3 Jan 2024", 20, 250, 20, turned=True)
        pages = [_page(chance, title), _references(chance)]
        name, facts, xmp = f"paper-{k}.pdf", {}, ""
        if way == 0:
            pages[0] = PageOf([*pages[0].lines, stamp])
        elif way == 1:
            pages[0] = _page(chance, title, body=(*_BODY, f"DOI: {doi}"))
        elif way == 2:
            pages[0] = PageOf([Line(f"https://doi.org/{doi}", 72, 815, 8), *pages[0].lines])
        elif way == 3:
            facts = {"Subject": f"Journal of Tests, doi:{doi}"}
        elif way == 4:
            xmp = f"<x:xmpmeta><rdf:Description><prism:doi>{doi}</prism:doi></rdf:Description></x:xmpmeta>"
        elif way == 5:
            name = f"{arxiv}v2.pdf"
        elif way == 6:
            name = f"{doi.replace('/', '_')}.pdf"
        else:
            pages[1] = PageOf(lines_down([f"Cite as: https://doi.org/{doi}", "", "Bibliography", "doi:10.1/x"], y=800))
        known = {"arxiv": arxiv} if way in (0, 5) else {"doi": doi.lower()}
        yield Sample(name, pdf(pages, facts, xmp=xmp), title, words="margin", **known)


def titled(n: int) -> Iterator[Sample]:
    """Papers without an id: their title has to be found by size and place."""
    for k in range(n):
        chance = random.Random(f"{SEED} title {k}")
        title = title_of(chance)
        more, facts, rotate, box = [], {}, 0, (0, 0, 595, 842)
        way = k % 10
        if way in (1, 2):
            more = [Line(chance.choice(_BANNERS), 72, 815, chance.choice((8.0, 11.0, 18.0)))]
        elif way == 3:  # a drop cap is the largest letter
            more = [Line("W", 72, 600, 40)]
        elif way == 4:
            facts = {"Title": "Microsoft Word - final_v3.docx", "Author": "user"}
        elif way == 5:
            facts = {"Title": title, "Author": "Jane Q. Doe"}
            more = [Line("THE BIG JOURNAL", 200, 815, 30)]
        elif way == 6:
            title = title.upper()
        elif way == 7:
            facts = {"Title": "untitled"}
            title = f"{title} through Careful Analysis of the Dynamics of Large Systems"
        elif way == 8:
            box = (-20, -30, 592, 790)
        page = _page(chance, title, more)
        body = [*lines_down(_BODY, 72, 560), *lines_down(_BODY, 310, 560)] if k % 2 else []
        first = PageOf([*page.lines, *body], box=box, rotate=rotate)
        if way == 9:  # set in columns: drawn one after the other
            first = PageOf([*page.lines, *lines_down(_BODY * 5, 60, 560, 8), *lines_down(_BODY * 5, 310, 560, 8)])
        yield Sample(f"scan {k}.pdf", pdf([first, _references(chance)], facts), title, words="parameters")


def _chain(key: bytes) -> bytes:
    """A page tree that leads back to itself."""
    writer = Writer()
    writer.add(b"<< /Type /Catalog /Pages 2 0 R >>")
    writer.add(b"<< /Type /Pages /Kids [%s] /Count 3 >>" % key)
    writer.add(b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>")
    return writer.written(1)


def _encrypted() -> bytes:
    whole = pdf([first_page("Secret", "No One", _BODY)])
    lock = (b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> /ID [<00><00>] "
            % (b"ab" * 32, b"cd" * 32))  # fmt: skip
    return whole.replace(b"trailer\n<< ", b"trailer\n<< " + lock)


def _bomb() -> bytes:
    """A page whose content unpacks to 300 MB of spaces, twice packed."""
    writer = Writer()
    packer = zlib.compressobj(9)
    inner = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    data = zlib.compress(inner)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(data)
    writer.add(head + b"\nstream\n" + data + b"\nendstream")
    writer.add(b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 500 500] /Contents 1 0 R /Resources << >> >>")
    writer.add(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
    writer.add(b"<< /Type /Catalog /Pages 3 0 R >>")
    return writer.written(4)


def _tree(depth: int, count: int) -> bytes:
    """A page under so many nodes, each of which says that it has so many pages."""
    writer = Writer()
    writer.add(b"<< /Type /Catalog /Pages 2 0 R >>")
    for n in range(depth):
        writer.add(b"<< /Type /Pages /Kids [%d 0 R] /Count %d >>" % (n + 3, count))
    writer.add(b"<< /Type /Page /MediaBox [0 0 500 500] >>")
    return writer.written(1)


def _scanned() -> bytes:
    page = PageOf([], raw=b"q 500 0 0 700 40 40 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\xff\x00 EI Q\n")
    return pdf([page, page])


def hostile() -> Iterator[Sample]:
    """Files that are broken, strange or made to harm."""
    good = pdf([first_page("A Sound Paper", "Jane Doe", _BODY)])
    chance = random.Random(f"{SEED} hostile")

    def refused(name: str, data: bytes) -> Sample:
        return Sample(name, data, reads=False)

    yield refused("encrypted.pdf", _encrypted())
    yield refused("only a head.pdf", b"%PDF-1.4\n")
    yield refused("noise.pdf", b"%PDF-1.4\n" + chance.randbytes(20_000))
    yield refused("loop.pdf", _chain(b"3 0 R"))
    yield refused("deep tree.pdf", _tree(5000, 1))
    yield Sample("many pages said.pdf", _tree(1, 2**31 - 1))
    yield Sample("no pages said.pdf", _tree(1, -7))
    yield refused("web page.pdf", b"<html><title>Sign in</title> %PDF-1.7 to read")
    table = int(good[good.rindex(b"startxref") :].split()[1])
    yield Sample("table loop.pdf", good.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d " % table), words="margin")
    for place in (b"99999999", b"-5"):
        moved = good.replace(b"startxref\n%d" % table, b"startxref\n" + place)
        yield Sample(f"table at {place.decode()}.pdf", moved, words="margin")
    yield Sample("huge table.pdf", good.replace(b"/Size ", b"/Size 99999999"), words="margin")
    yield Sample("scanned.pdf", _scanned(), words="")
    yield Sample("bomb.pdf", _bomb())
    yield Sample("800 pages.pdf", pdf([PageOf(lines_down([f"page {n} of many"])) for n in range(800)]), words="many")
    yield Sample(
        "objects.pdf", pdf([first_page("Many Objects", "A B", _BODY)], extra=[b"<< >>"] * 10_000), words="margin"
    )
    yield Sample("huge box.pdf", pdf([PageOf(lines_down(["far away"]), box=(0, 0, 1e8, 1e8))]), words="away")
    yield Sample("no box.pdf", pdf([PageOf(lines_down(["flat"]), box=(0, 0, 0, 0))]), words="flat")
    yield Sample("negative box.pdf", pdf([PageOf(lines_down(["below"]), box=(500, 500, 0, 0))]))
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\('x'\\); while\\(1\\);) >>"
    yield Sample("script.pdf", pdf([first_page("With a Script", "A B", _BODY)], catalog=script), words="margin")
    launch = b"/OpenAction << /S /Launch /F (/bin/sh) >> /AA << /WC << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    yield Sample("launch.pdf", pdf([first_page("With a Program", "A B", _BODY)], catalog=launch), words="margin")
    files = b"/Names << /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) >>] >> >>"
    yield Sample("attachments.pdf", pdf([first_page("With Files", "A B", _BODY)], catalog=files), words="margin")
    for rotate in (90, 180, 270):
        page = first_page("Turned Around Completely", "Jane Doe", _BODY)
        yield Sample(f"turned {rotate}.pdf", pdf([PageOf(page.lines, rotate=rotate)]), words="margin")
    for text in (
        "自然语言处理的新方法",
        "ニューラルネットワークの研究",
        "신경망 연구",
        "Исследование сетей",
        "دراسة الشبكات",
    ):
        page = first_page(text, "Li Wei", [text, "and English"])
        yield Sample(f"{text[:4]}.pdf", pdf([page]), words="English")
    escapes = first_page("Title \x9b31m [bold]red[/]", "\x1b]0;x", ["\x1b[31mred", "\u202egnp.exe", "[link=x]y[/]"])
    yield Sample("escapes.pdf", pdf([escapes], {"Title": "\x1b]52;c;QUJD\x07", "Author": "\u202ex"}), words="red")
    broken = [Line("the uni\u00ad", 72, 600), Line("versal words and universal things", 72, 588)]
    yield Sample("hyphens.pdf", pdf([PageOf(broken)]), words="universal")
    many = [Note((72, 600, 300, 612), f"note {n}") for n in range(2000)]
    yield Sample("notes.pdf", pdf([PageOf(lines_down(["noted"]), many)]), words="noted")
    yield Sample(
        "deep.pdf", pdf([first_page("Deep", "A B", _BODY)], extra=[b"[" * 50_000 + b"]" * 50_000]), words="margin"
    )
    small = [Line("x", chance.uniform(0, 590), chance.uniform(0, 830), 1) for _ in range(20_000)]
    yield Sample("dust.pdf", pdf([PageOf(small)]))
    yield Sample("empty page.pdf", pdf([PageOf()]))
    for k, at in enumerate((0.3, 0.6, 0.9, 0.97)):
        yield Sample(f"truncated {k}.pdf", good[: int(len(good) * at)], reads=False)
    for k in range(12):
        flipped = bytearray(good)
        for _ in range(chance.randint(1, 40)):
            flipped[chance.randrange(9, len(flipped))] = chance.randrange(256)
        yield Sample(f"flipped {k}.pdf", bytes(flipped))


MAKERS: dict[str, Callable[[], Iterator[Sample]]] = {
    "identified": lambda: identified(64),
    "titled": lambda: titled(90),
    "hostile": hostile,
}
