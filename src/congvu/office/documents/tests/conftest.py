from __future__ import annotations

import pytest

from congvu.core.organisation.models import Agency


@pytest.fixture
def department(db: None) -> Agency:
    return Agency.objects.create(
        name="Sở Thông tin và Truyền thông", slug="stttt", level="department", notation="STTTT"
    )
