"""Publishers of packages: the one whose key a box has, and one whom it does not know."""

from collections.abc import Iterator

import pytest

from tests.upgrade.publisher import Publisher


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    made = Publisher(tmp_path_factory.mktemp("keys") / "publisher")
    yield made
    made.close()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    made = Publisher(tmp_path_factory.mktemp("keys") / "stranger")
    yield made
    made.close()
