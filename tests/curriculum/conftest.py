"""What the tests of the importers ask for."""

from pathlib import Path

import pytest

from tests.curriculum.importing import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
