"""Every page of the installation in a browser, at four widths, with the rules of access.

The list is the permission table's: a page that gets a row there is looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from congvu.core.accounts.models import User
from tests.browser import people
from tests.browser.people import CHROMIUM, Office, chromium
from tests.permissions import routes, table
from tests.permissions.asking import Asker
from tests.permissions.world import World, build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]
PUBLIC = ("anonymous", "citizen")
"""Nobody trains them and their machines are their own: they read without script, too."""
OFFICIAL = table.COLUMNS[2:-1]
OTHERS = (routes.ADMIN, "giao-dien")
"""Pages of the framework, and the guide of components, which has tests of its own."""


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def office() -> Iterator[Office]:
    server = LiveServer("127.0.0.1")
    with chromium() as browser:
        made = Office(browser, server.url)
        yield made
        made.close()
    server.stop()


def pages_of(person: str) -> list[str]:
    """Addresses that open for this person and for none of the people before."""
    seat = table.COLUMNS.index(person)
    return [
        route
        for (method, route), row in table.read().items()
        if method == "GET" and row[seat] == "200" and "200" not in row[:seat]
        and not route.startswith((routes.API, *OTHERS))
    ]  # fmt: skip


@pytest.mark.parametrize("person", PUBLIC)
def test_every_public_page_is_fit_to_be_read(world: World, office: Office, person: str) -> None:
    paths = look_at(world, office, person, people.WIDTHS)
    assert paths, "the table names no page for this person"
    read_without_script(world, office, person, paths)
    assert office.complaints == [], "\n".join(office.complaints)


def test_every_page_of_the_staff_is_fit_to_be_worked_on(world: World, office: Office) -> None:
    for person in OFFICIAL:
        look_at(world, office, person, (375, 1366))
    assert office.complaints == [], "\n".join(office.complaints)


def look_at(world: World, office: Office, person: str, widths: tuple[int, ...]) -> list[str]:
    """Open each page; what is no whole page (a file, a part) is passed over."""
    user, asker = world.people.get(person), Asker(world)
    paths = [path for path in map(asker.address, pages_of(person)) if whole(user, path)]
    page = office.person(user.username) if user else office.visitor()
    for path in paths:
        cache.clear()  # of the limits of a stranger's questions
        page.goto(office.site + path)
        office.look(page, f"{person} {path}", widths)
    return paths


def read_without_script(world: World, office: Office, person: str, paths: list[str]) -> None:
    user = world.people.get(person)
    page = (
        office.person(user.username, java_script_enabled=False) if user
        else office.visitor(java_script_enabled=False)
    )  # fmt: skip
    for path in paths:
        cache.clear()
        page.goto(office.site + path)
        if not page.locator("main h1").first.inner_text().strip():
            office.complaints.append(f"{path} has no heading without script")


def whole(user: User | None, path: str) -> bool:
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(path)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.headers["Content-Type"].startswith("text/html") and b"<html" in body[:500]
