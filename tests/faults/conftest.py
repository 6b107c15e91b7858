"""The libraries of the store's tests."""

from __future__ import annotations

from tests.store.conftest import folder, opened, start

__all__ = ["folder", "opened", "start"]
