from __future__ import annotations

from collections.abc import Iterator

import pytest

from congvu.office.exchange import factories


@pytest.fixture
def room() -> Iterator[factories.Room]:
    with factories.room() as made:
        yield made
