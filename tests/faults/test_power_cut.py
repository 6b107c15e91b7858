"""The power goes at any call: what was acknowledged is there, whatever of the rest was lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from readlist.store import files, journal
from readlist.store.files import StoreError
from tests.faults.disk import disk
from tests.faults.power import Model, build
from tests.faults.scenes import SCENES, Scene, run, staged, state_or_refusal


def cut(scene: Scene, folder: Path) -> int:
    """Cut the power after every call of the scene's command; how many states were found and were right."""
    stage = staged(scene, folder)
    home = folder / "here"
    here = stage.copy(home)
    model = Model(home)
    with disk(home) as working:
        ran = here.run(home)
    assert ran.code == 0
    seen: dict[int, bool] = {}
    for number, call in enumerate((None, *working.done)):
        if call is not None:
            model.do(call)
        at_end = number == len(working.done)
        for found in model.states():
            key = hash(tuple(sorted(found.items(), key=str)))
            if seen.get(key, False) >= (at_end + 1):
                continue
            seen[key] = at_end + 1
            place = folder / "found"
            build(found, place)
            what = (number, call and call[:2], sorted(found))
            now = state_or_refusal(place / "library")
            if isinstance(now, StoreError):
                assert stage.before is None, (what, str(now))
            else:
                assert now in ((stage.after,) if at_end else (stage.before, stage.after)), what
                if at_end:
                    doctor = run(place / "library", "doctor")
                    assert doctor.code == 0, [line for line in doctor.out.splitlines() if line.startswith("wrong")]
            shutil.rmtree(place)
    return len(seen)


SHORT = ("first write", "mark star", "mark star, first of the day", "doctor --compact")


@pytest.mark.parametrize("scene", [s for s in SCENES if s.name in SHORT], ids=lambda scene: scene.name)
def test_a_power_cut_at_any_call(scene: Scene, tmp_path: Path) -> None:
    assert cut(scene, tmp_path) >= 4


@pytest.mark.long
@pytest.mark.parametrize("scene", [s for s in SCENES if s.name not in SHORT], ids=lambda scene: scene.name)
def test_a_power_cut_at_any_call_of_the_others(scene: Scene, tmp_path: Path) -> None:
    assert cut(scene, tmp_path) >= 4


def test_a_sync_that_is_missing_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model would show it if one of them were left out."""
    by_name = {scene.name: scene for scene in SCENES}
    for number, (where, name, scene) in enumerate(
        [
            (journal, "_sync", "mark star"),
            (journal, "sync_folder", "first write"),
            (files, "sync_folder", "first write"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(where, name, lambda _: None)
            with pytest.raises(AssertionError):
                cut(by_name[scene], folder)
