"""Every address of the installation against every kind of person: what is not in the table fails.

The table is reviewed by people: a new address needs a row, and the test prints the row it found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.http import HttpResponse

from congvu.core.ui import web
from tests.permissions import routes, table
from tests.permissions.asking import PART, Asker
from tests.permissions.world import World, build

LETTERS = ("van-ban-", "so/", "ho-so-", "cong-viec/", "tra-cuu/", "tep/")


def _pages(method: str, of_letters: bool) -> list[table.Key]:
    return [
        (verb, route)
        for verb, route in routes.pages()
        if verb == method and route.startswith(LETTERS) == of_letters
    ]


GROUPS: dict[str, Callable[[], list[table.Key]]] = {
    "letters, GET": lambda: _pages("GET", True),
    "letters, POST": lambda: _pages("POST", True),
    "other pages, GET": lambda: _pages("GET", False),
    "other pages, POST": lambda: _pages("POST", False),
    "API": lambda: list(routes.operations()),
}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Thousands of refusals are expected: nobody wants their log, nor their pages in full."""
    made = build()
    monkeypatch.setattr(
        web, "_full_page", lambda request, status, context: HttpResponse(status=status)
    )
    logging.disable(logging.CRITICAL)
    yield made
    logging.disable(logging.NOTSET)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there = {key for keys in GROUPS.values() for key in keys()}
    rows = set(table.read())
    assert sorted(there - rows) == [], "an address without a row is nobody's: add it to the table"
    assert sorted(rows - there) == [], "the table speaks of addresses that are gone"


def test_no_row_expects_a_breakdown() -> None:
    assert not [key for key, row in table.read().items() if any(cell[0] == "5" for cell in row)]


def test_who_is_not_signed_in_gets_nothing_but_the_door() -> None:
    """Public addresses are named here, one by one; the table cannot open another."""
    public = {
        (method, route)
        for (method, route), row in table.read().items()
        if row[0] not in {"302", "401", "403", "404", "405"}
    }
    assert public == PUBLIC


def test_strangers_find_no_object_of_letters_files_and_tasks() -> None:
    for (method, route), row in table.read().items():
        if PART.search(route) and route.startswith(CLOSED):
            assert not FOUND & set(row[-1].split("|")), (method, route)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_everybody_gets_what_the_table_says(world: World, group: str) -> None:
    expected, asker = table.read(), Asker(world)
    found = {key: row(asker, key) for key in GROUPS[group]()}
    wrong = [table.line(key, cells) for key, cells in found.items() if expected.get(key) != cells]
    assert wrong == [], "found:\n" + "\n".join(wrong)


def row(asker: Asker, key: table.Key) -> table.Row:
    people, strangers = asker.world.people, asker.world.strangers.values()
    own = [asker.status(people.get(name), *key) for name in table.COLUMNS[:-1]]
    others = [asker.status(user, *key) for user in strangers] if PART.search(key[1]) else []
    return (*map(str, own), _joined(others))


def _joined(statuses: Iterable[int]) -> str:
    return "|".join(map(str, sorted(set(statuses)))) or "-"


CLOSED = (
    "van-ban-den/<", "van-ban-di/", "cong-viec/<", "tep/", "so/<", "ho-so-cong-viec/<",
    "api/v1/documents/", "api/v1/files/", "api/v1/work/", "api/v1/signing/", "chu-ky-so/<",
    "ky-so/<", "mot-cua/ho-so/<", "nop-ho-so/<", "ho-so-cua-toi/<", "mot-cua/trao-doi/<",
    "thu-phi/<", "thu-phi/ca/<", "thu-phi/bien-lai/",
    "thu-phi/lan-nop/", "thu-phi/hoan-tien/<", "api/v1/fees/",
    "cong-quoc-gia/thong-diep/<", "cong-quoc-gia/doi-soat/<", "api/v1/national/",
    "api/v1/filing/drafts/", "api/v1/filing/dossiers/", "bo-sung/<",
)  # fmt: skip
FOUND = {"200", "201", "204", "302", "409"}
"""Answers that would tell a stranger that there is something, or let them do it."""
PUBLIC: set[table.Key] = {
    ("GET", "api/v1/openapi.json"), ("POST", "api/v1/openapi.json"), ("GET", "dang-nhap"),
    ("POST", "dang-nhap"), ("GET", "healthz"), ("GET", "readyz"), ("GET", "thu-tuc/"), ("GET", "muc-do-dich-vu/"),
    ("GET", "thu-tuc/<str:procedure_code>/"),
    ("GET", "tra-cuu-ho-so/"), ("POST", "tra-cuu-ho-so/"), ("GET", "so-lieu-mot-cua/"),
    ("GET", "may-lay-so/"), ("POST", "may-lay-so/"),
    ("GET", "man-hinh/<slug:slug>/"), ("GET", "man-hinh/<slug:slug>/bang/"),
    ("GET", "phieu/<str:key>/"), ("GET", "dat-hen/<slug:slug>/"), ("POST", "dat-hen/<slug:slug>/"),
    ("GET", "lay-so/<slug:slug>/phieu/<str:key>/"),
    ("GET", "nop-phi/<str:key>/"), ("POST", "nop-phi/<str:key>/"),
    ("GET", "dang-ky/"), ("POST", "dang-ky/"), ("GET", "dang-ky/<str:key>/"),
    ("POST", "dang-ky/<str:key>/"), ("GET", "nop-ho-so/"),
    ("GET", "nop-ho-so/thu-tuc/<str:procedure_code>/"),
    ("POST", "nop-ho-so/thu-tuc/<str:procedure_code>/"),
    ("GET", "nop-ho-so/tiep-tuc/<str:key>/"), ("POST", "nop-ho-so/tiep-tuc/<str:key>/"),
}  # fmt: skip
