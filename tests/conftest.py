"""One pair of installations for all walks between them: preparing them is what costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.federation.sides import Side, two_sides


@pytest.fixture(scope="session")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    with two_sides(tmp_path_factory.mktemp("federation")) as made:
        for side in made:
            side.start()
        yield made
