"""Reads and writes the ``file`` field of reference managers, which holds paths of files.

JabRef and Mendeley write ``description:path:type``, with ``\\:`` and ``\\;`` for signs of the path; Zotero the same
with a media type; Better BibTeX paths alone, with semicolons between them. Mendeley leaves out the first slash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEX = re.compile(r"\$\\backslash\$|\{\\_\}|\\_|\{\\textasciitilde\}|\{\\&\}|\\&|\{\\%\}|\\%")
_SIGNS = {"$\\backslash$": "\\", "{\\textasciitilde}": "~"}
_MOST = 50  # files of one entry
_SIGN = re.compile(r"\\(.)|([;:])", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]")


def paths_of(field: str) -> list[list[str]]:
    """For each file that a field names, the paths that may be meant, the likeliest first."""
    text = _TEX.sub(lambda sign: _SIGNS.get(sign[0], sign[0].strip("{}\\")), field.strip())
    files = []
    for parts in _split(text)[:_MOST]:
        if len(parts) > 2:
            paths = [":".join(parts[1:-1])]
        elif len(parts) == 2 and _DRIVE.fullmatch(parts[0]):
            paths = [":".join(parts)]
        else:
            paths = [":".join(parts), *parts[1:]]
        paths = [path for path in dict.fromkeys(path.strip() for path in paths) if path]
        if paths:
            files.append([*paths, *(f"/{path}" for path in paths if not path.startswith("/") and "/" in path)])
    return files


def _split(text: str) -> list[list[str]]:
    """The parts of each file: what colons part within what semicolons part. A backslash takes their meaning away."""
    files, at = [[""]], 0
    for sign in _SIGN.finditer(text):
        files[-1][-1] += text[at : sign.start()]
        at = sign.end()
        if sign[2] == ";":
            files.append([""])
        elif sign[2] == ":":
            files[-1].append("")
        else:  # of a path of Windows the backslash stays
            files[-1][-1] += sign[1] if sign[1] in ":;\\" else sign[0]
    files[-1][-1] += text[at:]
    return files


_ESCAPED = re.compile(r"[\\:;]")


def file_field(paths: Sequence[str]) -> str:
    """The field with these paths, as JabRef has it."""
    return ";".join(f":{_ESCAPED.sub(lambda sign: chr(92) + sign[0], path)}:PDF" for path in paths)
