"""Suite-wide settings; lanes and private database clusters are set up by `bin/test`."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from tests.template import Template

DATABASES = {"db", "transactional_db", "django_db_setup", "live_server"}


gc.disable()


def pytest_collection_finish() -> None:
    """What was loaded until now stays: the collector need not walk through it with each test."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true",
        help="leave out tests that may not touch the database: it cannot matter which one it is",
    )  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests first, so that no worker begins one when the others are about to end."""
    if config.getoption("--only-database"):
        others = [item for item in items if not _may_touch_the_database(item)]
        items[:] = [item for item in items if _may_touch_the_database(item)]
        config.hook.pytest_deselected(items=others)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _may_touch_the_database(item: pytest.Item) -> bool:
    """Without the mark or such a fixture every connection is refused to a test."""
    asked = DATABASES.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def migrated(
    django_db_modify_db_settings: None, django_db_use_migrations: bool, django_db_keepdb: bool,
    django_db_blocker: Any,
) -> Template | None:  # fmt: skip
    """Lets the test database begin as one that an earlier run has migrated.

    None for who wants tables without migrations, or keeps a database of their own.
    """
    if django_db_keepdb or not django_db_use_migrations:
        return None
    template = Template()
    with django_db_blocker.unblock():
        template.use()
    return template


@pytest.fixture(scope="session")
def django_db_setup(
    migrated: Template | None, django_db_setup: None, django_db_blocker: Any
) -> None:
    """Takes the journal's triggers off the test database: tests empty tables between them.

    The audit room's own tests put them back.
    """
    from django.db import connection

    guard = import_module("congvu.core.audit.migrations.0002_append_only")
    with django_db_blocker.unblock():
        if migrated is not None:
            migrated.keep()
        with connection.cursor() as cursor:
            for statement in guard.drop(connection.vendor):
                cursor.execute(statement)


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
