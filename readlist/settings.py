"""The settings: every entry of ``config.toml`` with its type, its default and what it does.

The reader (``readlist/platform/config.py``) and the example (``readlist config --example``) are made from these
structs: a new setting is one field here. ``[keys]`` has an entry for each command of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, field

from readlist.formats import EXPORTS, Protection

Number = Annotated[float, Meta(ge=-1e9, le=1e9)]  # the limits also refuse nan and inf
Address = Annotated[
    str, Meta(pattern=r"^https?://[^\s/?#]+\S*$", extra={"expected": 'an address such as "https://host/path"'})
]
Search = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#]+\S*\{title\}\S*$",
        extra={"expected": 'an address with {title}, such as "https://host/?q={title}"'},
    ),
]
PersonPage = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#]+\S*\{name\}\S*$",
        extra={"expected": 'an address with {name}, such as "https://host/?q={name}"'},
    ),
]
Folder = Annotated[str, Meta(pattern=r"^(|[/~].*)$", extra={"expected": "a full path, which begins with / or ~/"})]
Format = Annotated[str, Meta(extra={"choices": tuple(EXPORTS)})]


def _does(text: str) -> Meta:
    """The description of an entry, for the example and the manual."""
    return Meta(description=text)


class LibrarySettings(Struct, frozen=True, kw_only=True):
    """Where the library is."""

    path: Annotated[
        Folder, _does("the library's folder; --library and $READLIST_LIBRARY override it; empty: your data folder")
    ] = ""


class Look(Struct, frozen=True, kw_only=True):
    """How the app looks."""

    name: Annotated[str, _does("a Textual theme; empty: the one chosen in the app (ctrl+t)")] = ""


class Columns(Struct, frozen=True, kw_only=True):
    """What rows of papers show besides marks and title, if there is room."""

    date: Annotated[bool, _does("show the date")] = True
    category: Annotated[bool, _does("show the category")] = True
    score: Annotated[bool, _does("show the score")] = True
    interest: Annotated[bool, _does("show your interest as a small bar")] = True
    author: Annotated[bool, _does("show the first author; in the queue, the points")] = True
    author_width: Annotated[int, Meta(ge=3), _does("width of that column, in cells")] = 8


class Opening(Struct, frozen=True, kw_only=True):
    """What `o` opens."""

    search: Annotated[Search, _does("where to search for a paper without an address; {title} is its title")] = (
        "https://arxiv.org/search/?searchtype=title&query={title}"
    )


class Queueing(Struct, frozen=True, kw_only=True):
    """How the queue behaves."""

    keep_read: Annotated[bool, _does("keep papers in the queue when they are marked read")] = False


class Weights(Struct, frozen=True, kw_only=True):
    """Points in the suggested order of the queue."""

    starred: Annotated[Number, _does("points for a starred paper")] = 20.0
    score: Annotated[Number, _does("points for each point of the paper's score")] = 0.1
    fresh: Annotated[Number, _does("points for a paper of today; older papers get less")] = 6.0
    halving: Annotated[float, Meta(ge=0.01, le=1e9), _does("days after which those points are half")] = 60.0
    followed: Annotated[Number, _does("points for a paper of an author you follow")] = 5.0
    code: Annotated[Number, _does("points for a paper with code")] = 1.0
    read: Annotated[Number, _does("points for a paper you have read")] = -20.0
    interest: Annotated[Number, _does("points for a paper of an interest of 100")] = 10.0


class Learning(Struct, frozen=True, kw_only=True):
    """What is learned from your decisions, on this machine alone."""

    learn: Annotated[bool, _does("learn which papers interest you, and order the inbox by it")] = True
    random: Annotated[float, Meta(ge=0, le=1), _does("share of triage drawn at random from the low ones")] = 0.1


class Exporting(Struct, frozen=True, kw_only=True):
    """Defaults of exports."""

    format: Annotated[Format, _does("format")] = "bibtex"
    abstract: Annotated[bool, _does("include abstracts")] = True
    notes: Annotated[bool, _does("include your notes")] = False
    protect: Annotated[Protection, _does("which capitals in titles to protect")] = "words"
    howpublished: Annotated[bool, _does("repeat the arXiv id, for styles that print neither eprint nor url")] = False
    ascii_names: Annotated[bool, _does("write names in ASCII letters: Muller, Li")] = False
    files: Annotated[bool, _does("write the paths of PDFs, for other programs on this machine")] = False
    style: Annotated[str, _does("file of a CSL style, for references that are printed or copied")] = ""


class Pdf(Struct, frozen=True, kw_only=True):
    """The PDFs of papers."""

    fetch: Annotated[
        Literal["ask", "always", "never"], _does("fetch a paper's PDF where a free one is known: ask, always or never")
    ] = "ask"
    viewer: Annotated[str, _does("the program that shows PDFs, as zathura; {file} and {page} are replaced")] = ""
    folder: Annotated[Folder, _does("where PDFs are kept; empty: pdfs in the library's folder")] = ""
    largest: Annotated[int, Meta(ge=1, le=2000), _does("megabytes of the largest PDF that is fetched")] = 100
    minutes: Annotated[bool, _does("count the minutes that you read a PDF in the app")] = False


class Fetching(Struct, frozen=True, kw_only=True):
    """How new papers of whom you follow are fetched, by `R` and `readlist fetch`; by itself only if this says so."""

    private: Annotated[
        bool, _does("read arXiv's announcements and find your authors here; false: ask services for them by name")
    ] = True
    on_start: Annotated[bool, _does("fetch when the app starts")] = False
    every: Annotated[float, Meta(ge=0, le=8760), _does("hours between fetches while the app is open; 0: never")] = 0.0
    page: Annotated[
        PersonPage, _does("the page of an author that the follow board opens; {name} is the author's name")
    ] = "https://arxiv.org/search/?searchtype=author&query={name}"


class Services(Struct, frozen=True, kw_only=True):
    """The services of `add`, `enrich`, `fetch`, `pdf get` and `check --online`, which alone use the network."""

    arxiv: Annotated[Address, _does("address of arXiv's API")] = "https://export.arxiv.org/api/query"
    arxiv_feeds: Annotated[Address, _does("address of arXiv's announcement feeds")] = "https://rss.arxiv.org/atom"
    crossref: Annotated[Address, _does("address of Crossref")] = "https://api.crossref.org"
    semantic_scholar: Annotated[Address, _does("address of Semantic Scholar")] = (
        "https://api.semanticscholar.org/graph/v1"
    )
    openalex: Annotated[Address, _does("address of OpenAlex")] = "https://api.openalex.org"
    arxiv_pdf: Annotated[Address, _does("where arXiv has its PDFs, by id")] = "https://arxiv.org/pdf"
    spacing: Annotated[float, Meta(ge=0, le=1e9), _does("seconds between two requests to a service")] = 3.0
    mail: Annotated[str, _does("your email address, which Crossref and OpenAlex ask for")] = ""
    semantic_scholar_key: Annotated[str, _does("your Semantic Scholar API key, if you have one")] = ""
    openalex_key: Annotated[str, _does("your OpenAlex API key, if you have one")] = ""


class Settings(Struct, frozen=True, kw_only=True):
    """All settings. ``keys`` has the commands with other keys: command id → keys as Textual names them."""

    library: LibrarySettings = LibrarySettings()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    theme: Look = Look()
    columns: Columns = Columns()
    open: Opening = Opening()
    queue: Queueing = Queueing()
    weights: Weights = Weights()
    interest: Learning = Learning()
    export: Exporting = Exporting()
    fetch: Fetching = Fetching()
    pdf: Pdf = Pdf()
    services: Services = Services()


TABLES: Mapping[str, type[Struct]] = MappingProxyType(
    {
        "library": LibrarySettings,
        "theme": Look,
        "columns": Columns,
        "open": Opening,
        "queue": Queueing,
        "weights": Weights,
        "interest": Learning,
        "export": Exporting,
        "fetch": Fetching,
        "pdf": Pdf,
        "services": Services,
    }
)
"""The tables with fixed entries, as ``Settings`` has them."""


class Entry(NamedTuple):
    """An entry of a table."""

    name: str
    type: Any  # for msgspec, with its rules
    default: Any
    help: str
    expected: str  # what a value has to be, for messages
    choices: tuple[str, ...]


_EXPECTED = {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotes"}


def entries(table: type[Struct]) -> Iterator[Entry]:
    """The entries of a table of the configuration."""
    hints = get_type_hints(table, include_extras=True)
    for name, default in zip(table.__struct_fields__, table.__struct_defaults__, strict=True):
        kind, *rules = get_args(hints[name])
        extra = {key: value for rule in rules for key, value in (rule.extra or {}).items()}
        least = [rule.ge for rule in rules if rule.ge is not None][-1:]
        literal = get_origin(kind) is not None
        expected = extra.get("expected") or _EXPECTED[str if literal else kind]
        if least and least[0] >= 0:
            expected += f", {least[0]:g} or more"
        choices = get_args(kind) if literal else extra.get("choices", ())
        yield Entry(name, hints[name], default, rules[-1].description, expected, choices)
