"""Trains the tagger of references: ``READLIST_SEEDS=… python -m tests.training.references [--each N]``.

Needs python-crfsuite (``pip install readlist[train]``). Takes some minutes on one core; the same data and seed give the
same model. What the model is made from: see ``strings.py`` and ``styles.txt``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import numpy as np
import pycrfsuite

from readlist.pages.references.reference_traits import LABELS, OFFSETS, look, place_traits
from readlist.pages.references.tagger import Model, tag_words
from tests.training.strings import Facts, Marked, generated_strings, label_words, marked_strings, read_styles

HERE = Path(__file__).parent
MODEL = HERE.parent.parent / "readlist/pages/data/references.bin"
SHORT = 5  # traits of a word two places away that count: the word, its class, its punctuation
HELD_OUT = 8  # of the hand-marked strings every n-th is not trained with, to measure
PARAMETERS = {
    "c1": 0.15,
    "c2": 0.01,
    "max_iterations": 130,
    "feature.minfreq": 3,
    "feature.possible_transitions": False,
}


def attributes(words: list[str]) -> Iterator[list[str]]:
    """What the trainer sees of every word: the traits of its place, and of the words around it with their offset."""
    looks = [look(word) for word in words]
    for i, traits in enumerate(place_traits(looks)):
        for offset in OFFSETS:
            if 0 <= i + offset < len(looks):
                own = looks[i + offset].traits
                traits += [f"{trait}@{offset}" for trait in (own if abs(offset) < 2 else own[:SHORT])]
        yield traits


def train(strings: list[Marked], path: str) -> None:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS)
    for string in strings:
        words, labels = label_words(string)
        trainer.append(list(attributes(words)), labels)
    trainer.train(path)


def model_of(path: str) -> Model:
    """The weights of a trained chain: those of words for all offsets, those of places, those of transitions."""
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    info = tagger.info()
    by_trait: dict[str, np.ndarray] = {}
    for (attribute, label), weight in info.state_features.items():
        trait, at, offset = attribute.rpartition("@")
        of_word = at and offset.lstrip("-").isdigit()
        shape = (len(OFFSETS), len(LABELS)) if of_word else (1, len(LABELS))
        row = by_trait.setdefault(trait if of_word else "\t" + attribute, np.zeros(shape))
        row[OFFSETS.index(int(offset)) if of_word else 0, LABELS.index(label)] = weight
    scale = 127 / 6.0  # nats; larger weights are cut off
    rows = {trait: np.clip(np.rint(row * scale), -127, 127).astype(np.int8) for trait, row in by_trait.items()}
    rows = {trait: row for trait, row in sorted(rows.items()) if row.any()}
    transitions = np.full((len(LABELS), len(LABELS)), -6.0)
    for (before, after), weight in info.transitions.items():
        transitions[LABELS.index(before), LABELS.index(after)] = weight
    words = [trait for trait in rows if trait[0] != "\t"]
    places = [trait for trait in rows if trait[0] == "\t"]
    return Model(
        scale=scale,
        transitions=transitions.round(3).ravel().tolist(),
        word_traits="\n".join(words),
        place_traits="\n".join(trait[1:] for trait in places),
        word_weights=b"".join(rows[trait].tobytes() for trait in words),
        place_weights=b"".join(rows[trait].tobytes() for trait in places),
    )


def measure(name: str, strings: list[Marked], show: int = 0, *, one_style: bool = False) -> None:
    """Prints how many of the strings get exactly their title and authors, and how many of those above 0.9."""
    marked = [label_words(string) for string in strings]
    right = sure = sure_right = 0
    for (words, labels), tagged in zip(
        marked, tag_words([words for words, _ in marked], one_style=one_style), strict=True
    ):
        good = all((a == b) or not {a, b} & {"author", "title"} for a, b in zip(labels, tagged.labels, strict=True))
        right, sure = right + good, sure + (tagged.confidence >= 0.9)
        sure_right += good and tagged.confidence >= 0.9
        if not good and show > 0:
            show -= 1
            marks = [a[0] if a == b else a[0] + b[0].upper() for a, b in zip(labels, tagged.labels, strict=True)]
            print(f"  {tagged.confidence:.2f}", *(f"{w}_{mark}" for w, mark in zip(words, marks, strict=True)))
    n = max(len(strings), 1)
    share = sure_right / max(sure, 1)
    print(f"{name:28}{n:6} strings  {right / n:6.1%} right  {sure / n:6.1%} sure  {share:6.1%} of these right")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=130, help="strings made in each style")
    parser.add_argument("--all", action="store_true", help="hold nothing out")
    parser.add_argument("--only-measure", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    seeds = Path(os.environ["READLIST_SEEDS"])
    marked = marked_strings(seeds / "lists/references")
    Random(7).shuffle(marked)
    held_out, kept = marked[::HELD_OUT], [s for i, s in enumerate(marked) if i % HELD_OUT or args.all]
    lines = [msgspec.json.decode(line) for line in (seeds / "splits/dev.jsonl").read_bytes().splitlines()]
    facts = Facts(kept, [line["title"] for line in lines], [name for line in lines for name in line["authors"]])
    styles = read_styles(HERE / "styles.txt")
    if not args.only_measure:
        start = time.monotonic()
        strings = kept + list(generated_strings(styles, facts, args.each, Random(1)))
        with tempfile.TemporaryDirectory() as folder:
            train(strings, f"{folder}/model")
            model = model_of(f"{folder}/model")
        MODEL.write_bytes(model.packed())
        print(f"{len(strings)} strings, {time.monotonic() - start:.0f} s, {MODEL.stat().st_size} bytes")
    measure("held out, marked by hand", held_out, args.show)
    for style in styles:
        strings = list(generated_strings([style], Facts(held_out, [], []), 60, Random(2)))
        measure(style.name, strings)
        measure(f"{style.name}, as a list", strings, args.show // 10, one_style=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
