"""A pretended person, and addresses that only these tests have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.live_server_helper import LiveServer

from congvu.core.kernel.actor import Actor
from congvu.core.ui import frame, menu, palette

CLERK = Actor(user_id=7, username="vanthu", name="Lưu Thị Hường", agency_id=1, label="Văn thư")


@pytest.fixture(autouse=True)
def own_furniture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Higher rooms fill the frame with their own lines, counts and finders; these tests do not."""
    finders = {"menu": palette.providers["menu"]}
    monkeypatch.setattr(palette.providers, "_entries", finders)
    for registry in (menu.sections, menu.items, menu.counters, frame.user_links):
        monkeypatch.setattr(registry, "_entries", {})


@pytest.fixture
def clerk() -> Actor:
    return CLERK


@pytest.fixture
def ask() -> Callable[..., HttpRequest]:
    """A request as the middleware leaves it: ``ask("/x", actor=…, data)``."""

    def build(
        path: str = "/",
        actor: Actor | None = CLERK,
        post: dict[str, Any] | None = None,
        **headers: str,
    ) -> HttpRequest:
        factory = RequestFactory(headers=headers)
        request = factory.get(path) if post is None else factory.post(path, post)
        request.actor = actor
        request.request_id = "mã-1"
        return request

    return build


class FakeActorMiddleware:
    """Stands in for the room that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        request.actor = CLERK
        request.request_id = "mã-1"
        return self.get_response(request)


@pytest.fixture
def signed_in(settings: Any) -> None:
    """Every request of the test client acts as the clerk, on the addresses of ``pages.py``."""
    settings.ROOT_URLCONF = "congvu.core.ui.tests.pages"
    settings.MIDDLEWARE = [
        "congvu.core.ui.tests.conftest.FakeActorMiddleware" if "ActorMiddleware" in name else name
        for name in settings.MIDDLEWARE
    ]


class FakeBuilderMiddleware(FakeActorMiddleware):
    """The same clerk as a system administrator, who may see the style guide."""

    def __call__(self, request: HttpRequest) -> Any:
        request.actor = replace(CLERK, is_admin=True)
        return self.get_response(request)


@pytest.fixture
def site(settings: Any, transactional_db: None) -> Iterator[str]:
    """Address of a server of its own, so that it starts with this fixture's middleware."""
    settings.ROOT_URLCONF = "congvu.core.ui.tests.pages"
    settings.MIDDLEWARE = [
        "congvu.core.ui.tests.conftest.FakeBuilderMiddleware" if "ActorMiddleware" in name else name
        for name in settings.MIDDLEWARE
    ]
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def stranger(settings: Any) -> None:
    settings.ROOT_URLCONF = "congvu.core.ui.tests.pages"
