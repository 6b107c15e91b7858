"""The table of the kinds of lists. Where two kinds would read the same lines the earlier row has them."""

from __future__ import annotations

from readlist.pages.kinds import scholar
from readlist.pages.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    Kind("gs_profile", "Google Scholar profile", scholar.read_profile, "open the profile, select all, copy",
         personal=True),
)  # fmt: skip
