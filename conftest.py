"""Suite-wide settings; lanes and private database clusters are set up by `bin/test`."""

from __future__ import annotations

from urllib.parse import quote

import pytest


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test database as a ``CONGVU_DATABASE_URL``, for processes that a test starts."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    host = quote(settings["HOST"], safe="")
    return f"postgresql://{login}@{host}:{settings['PORT']}/{settings['NAME']}"
