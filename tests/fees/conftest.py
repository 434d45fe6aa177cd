"""Worlds by their policy."""

import pytest

from tests.world import World


@pytest.fixture
def omu(db) -> World:
    return World("omu")


@pytest.fixture
def kou(db) -> World:
    return World("kou")
