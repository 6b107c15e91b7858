"""The table of forms in which ``pick``, ``cite`` and the copy dialog cite papers; a new form is a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the list to pick from needs the names of forms alone
    from readlist.model.paper import Paper

Keys = Sequence[str]


class Form(NamedTuple):
    """A row of ``FORMS``. Either of the functions is there."""

    name: str  # of the option ``--form``
    label: str  # in lists
    of_keys: Callable[[Keys], str] | None = None
    of_paper: Callable[[Paper], str] | None = None

    def text(self, papers: Sequence[tuple[str, Paper]]) -> str:
        """Some papers, each under the key that it has where it is cited, as one text; "" of none."""
        if not papers:
            return ""
        if self.of_keys:
            return self.of_keys([key for key, _ in papers])
        assert self.of_paper
        return "\n".join(filter(None, (self.of_paper(paper) for _, paper in papers)))


def _tex(command: str) -> Callable[[Keys], str]:
    return lambda keys: f"\\{command}{{{','.join(keys)}}}"


def _typst(keys: Keys) -> str:
    """``@key``; a key that Typst could not read so is named by a label."""
    plain = "-_.:"
    return " ".join(f"@{key}" if key.translate(_NO_SIGNS).isalnum() and key[-1] not in plain
                    else f'#cite(label("{key}"))' for key in keys)  # fmt: skip


_NO_SIGNS = str.maketrans("", "", "-_.:")


def _pandoc_key(key: str) -> str:
    return f"@{key}" if key.translate(_NO_SIGNS).isalnum() and key[-1].isalnum() else f"@{{{key}}}"


def _citation(paper: Paper) -> str:
    from readlist.formats.citation import citation

    return citation(paper)


def _link(paper: Paper) -> str:
    """A link in Markdown; of a title nothing is markup."""
    from readlist.formats.citation import title_of
    from readlist.formats.markdown import escaped
    from readlist.model.identifiers import paper_address

    address = paper_address(paper)
    return f"[{escaped(title_of(paper))}]({address})" if address else escaped(title_of(paper))


FORMS: tuple[Form, ...] = (
    Form("key", "key", of_keys=",".join),
    Form("latex", "\\cite", of_keys=_tex("cite")),
    Form("citep", "\\citep", of_keys=_tex("citep")),
    Form("citet", "\\citet", of_keys=_tex("citet")),
    Form("parencite", "\\parencite", of_keys=_tex("parencite")),
    Form("pandoc", "[@…]", of_keys=lambda keys: f"[{'; '.join(map(_pandoc_key, keys))}]"),
    Form("typst", "@… (Typst)", of_keys=_typst),
    Form("org", "[cite:@…]", of_keys=lambda keys: f"[cite:{';'.join(f'@{key}' for key in keys)}]"),
    Form("citation", "citation", of_paper=_citation),
    Form("markdown", "Markdown", of_paper=_link),
)
"""Every form, in the order in which they are offered."""

BY_NAME = {form.name: form for form in FORMS}
