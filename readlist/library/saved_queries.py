"""Queries that are kept by name."""

from __future__ import annotations

from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit, SavedQuery
from readlist.model.paper import id_of
from readlist.model.text import clean, fold


def query_id(name: str) -> int:
    """The id of the query that is saved by a name."""
    return id_of(f"query {fold(name) or name}")


def keep(library: Library, name: str, text: str) -> Plan:
    """Keep a query by a name; one of that name is replaced."""
    name = clean(name)
    kept = SavedQuery(id=query_id(name), name=name, text=clean(text))
    edit = Edit.between("queries", library.queries.get(kept.id), kept)
    return Plan((edit,) if edit else (), f"kept the query “{name}”")


def forget(library: Library, id: int) -> Plan:
    """Keep a query no longer."""
    kept = library.queries.get(id)
    if kept is None:
        return Plan((), "")
    return Plan((Edit(table="queries", id=id, before=kept.document(), after=None),), f"forgot the query “{kept.name}”")
