"""The library of a test, as the tests of the store have it."""

from tests.store.conftest import folder as folder
