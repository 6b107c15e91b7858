"""A small writer of PDFs for tests: pages of lines at places and sizes, with annotations, and files that are broken."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A line of text: where it begins, in points from the lower left corner, and how large it is."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 10
    turned: bool = False  # upwards, as arXiv's stamp is


@dataclass(frozen=True)
class Note:
    """A highlight over a rectangle of the page, with a comment, or a note without rectangle."""

    box: tuple[float, float, float, float] | None
    comment: str = ""


@dataclass(frozen=True)
class PageOf:
    """A page with its lines and notes."""

    lines: Sequence[Line] = ()
    notes: Sequence[Note] = ()
    box: tuple[float, float, float, float] = (0, 0, 595, 842)
    rotate: int = 0
    raw: bytes = b""  # more of what is drawn
    font: str = "F1"


@dataclass
class Writer:
    """Objects of a file, by their number from 1."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, head: bytes = b"", *, packed: bool = True) -> int:
        if packed:
            data, head = zlib.compress(data), head + b" /Filter /FlateDecode"
        return self.add(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), head, data))

    def written(self, root: int, info: int | None = None, extra: bytes = b"") -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        for place in places:
            out += b"%010d 00000 n \n" % place
        about = b" /Info %d 0 R" % info if info else b""
        out += b"trailer\n<< /Size %d /Root %d 0 R%s%s >>\n" % (len(places) + 1, root, about, extra)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _string(text: str) -> bytes:
    """A text of the file's own facts: UTF-16."""
    return b"<" + b"\xfe\xff".hex().encode() + text.encode("utf-16-be").hex().encode() + b">"


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def pdf(
    pages: Iterable[PageOf],
    facts: dict[str, str] | None = None,
    *,
    xmp: str = "",
    catalog: bytes = b"",
    extra: Sequence[bytes] = (),
    encoding: bytes = b"/WinAnsiEncoding",
) -> bytes:
    """A whole file. Text is in Helvetica where WinAnsi has it, else in a font whose codes are UTF-16."""
    writer = Writer()
    plain = writer.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>" % encoding)
    table = writer.stream(_TO_UNICODE)
    info = b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    descriptor = writer.add(
        b"<< /Type /FontDescriptor /FontName /Wide /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 "
        b"/CapHeight 700 /ItalicAngle 0 /StemV 80 >>"
    )
    inner = writer.add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Wide /CIDSystemInfo %s /DW 1000 "
                       b"/FontDescriptor %d 0 R >>" % (info, descriptor))  # fmt: skip
    wide = writer.add(b"<< /Type /Font /Subtype /Type0 /BaseFont /Wide /Encoding /Identity-H /DescendantFonts [%d 0 R] "
                      b"/ToUnicode %d 0 R >>" % (inner, table))  # fmt: skip
    fonts = b"<< /F1 %d 0 R /F2 %d 0 R >>" % (plain, wide)
    parent = len(writer.objects) + 1
    writer.add(b"")
    kids = []
    for page in pages:
        content = writer.stream(b"BT\n" + b"".join(map(_drawn, page.lines)) + b"ET\n" + page.raw)
        notes = [writer.add(_annotation(note)) for note in page.notes]
        listed = b" ".join(b"%d 0 R" % n for n in notes)
        box = " ".join(f"{edge:g}" for edge in page.box).encode()
        kids.append(
            writer.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [%s] /Rotate %d /Contents %d 0 R /Annots [%s] "
                b"/Resources << /Font %s >> >>" % (parent, box, page.rotate, content, listed, fonts)
            )
        )
    listed = b" ".join(b"%d 0 R" % n for n in kids)
    writer.objects[parent - 1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    for body in extra:
        writer.add(body)
    meta = writer.stream(xmp.encode(), b" /Type /Metadata /Subtype /XML", packed=False) if xmp else 0
    about = writer.add(b"<< %s >>" % b" ".join(b"/%s %s" % (n.encode(), _string(v)) for n, v in (facts or {}).items()))
    more = catalog + (b" /Metadata %d 0 R" % meta if meta else b"")
    root = writer.add(b"<< /Type /Catalog /Pages %d 0 R %s >>" % (parent, more))
    return writer.written(root, about)


def _drawn(line: Line) -> bytes:
    matrix = f"0 1 -1 0 {line.x:g} {line.y:g} Tm" if line.turned else f"1 0 0 1 {line.x:g} {line.y:g} Tm"
    try:
        raw = line.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        font, shown = "F1", b"(" + raw + b")"
    except UnicodeEncodeError:
        font, shown = "F2", b"<" + line.text.encode("utf-16-be").hex().encode() + b">"
    return f"/{font} {line.size:g} Tf {matrix} ".encode() + shown + b" Tj\n"


def _annotation(note: Note) -> bytes:
    contents = _string(note.comment)
    if note.box is None:
        return b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents %s >>" % contents
    left, bottom, right, top = note.box
    quad = f"{left} {top} {right} {top} {left} {bottom} {right} {bottom}".encode()
    rect = f"{left} {bottom} {right} {top}".encode()
    return b"<< /Type /Annot /Subtype /Highlight /Rect [%s] /QuadPoints [%s] /Contents %s >>" % (rect, quad, contents)


def lines_down(texts: Iterable[str], x: float = 72, y: float = 640, size: float = 10) -> list[Line]:
    """Lines under each other."""
    return [Line(text, x, y - n * size * 1.25, size) for n, text in enumerate(texts)]


def first_page(title: str, authors: str, body: Iterable[str], *, title_size: float = 17, **more: object) -> PageOf:
    """A first page as papers have them: title, names, an abstract."""
    words, rows = title.split(), [""]
    for word in words:
        if len(rows[-1]) + len(word) > 44 and rows[-1]:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    lines = [Line(row, 90, 770 - n * title_size * 1.2, title_size) for n, row in enumerate(rows)]
    lines.append(Line(authors, 120, 770 - len(rows) * title_size * 1.2 - 12, 12))
    lines.append(Line("Abstract", 280, 645, 11))
    return PageOf([*lines, *lines_down(body, y=625)], **more)  # type: ignore[arg-type]
