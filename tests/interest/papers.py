"""Papers that are quick to write, for what is learned from them."""

from __future__ import annotations

from readlist.interest.features import Rows
from readlist.interest.vectors import Vectors
from readlist.library.interests import Decision
from readlist.model.paper import Paper, id_of

MOE = (
    "Scaling laws for mixture of experts",
    "Routing in mixture of experts models",
    "Sparse experts with balanced routing",
    "Efficient mixture of experts training",
)
EDITING = (
    "Editing factual knowledge in models",
    "Why model editing fails after many edits",
    "Robust editing of factual knowledge",
    "Localized editing of model knowledge",
)
OTHER = (
    "Speech recognition with transformers",
    "Graph neural networks for molecules",
    "Reinforcement learning in robotics",
    "Tokenization of long documents",
    "A benchmark of long documents",
    "Robotics benchmark with speech",
    "Molecules as graph documents",
)
DAY = "2026-05-01T09:00:00Z"


def paper(title: str, abstract: str = "", **facts: object) -> Paper:
    values = {"key": title.lower().replace(" ", ""), "title": title, "title_text": title, **facts}
    return Paper.of({**values, "abstract_text": abstract or None}, id=id_of(title))


def vectors(*titles: str) -> Vectors:
    return Vectors.of(Rows.of(map(paper, titles)))


def kept(*titles: str, at: str = DAY) -> dict[int, Decision]:
    return {id_of(title): Decision(True, at) for title in titles}


def skipped(*titles: str, at: str = DAY) -> dict[int, Decision]:
    return {id_of(title): Decision(False, at) for title in titles}
