import pytest
from registration import catalogue
from tests.world import World
@pytest.fixture
def world(db):
    catalogue.forget(); return World()
