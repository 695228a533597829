"""The frame around every page, and the slots by which higher rooms fill it.

Everything is computed when a template asks for it, so a fragment for htmx pays for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.registry import Registry
from congvu.core.ui import menu
from congvu.core.ui.addresses import address
from congvu.core.ui.display import Display, display_of
from congvu.core.ui.side import tree_of
from congvu.core.ui.speech import said

T = TypeVar("T")


class Slot(Generic[T]):
    """A place for exactly one provider; filled twice is a programming error."""

    def __init__(self, title: str) -> None:
        self._entries: Registry[T] = Registry(title)

    def fill(self, entry: T) -> T:
        return self._entries.add("only", entry)

    def get(self) -> T | None:
        return self._entries.get("only")


@dataclass(frozen=True, slots=True)
class Bell:
    """The notification bell: the page it opens and the unread count of an actor."""

    url: str
    unread: Callable[[Actor], int]


@dataclass(frozen=True, slots=True)
class Place:
    """An agency (and post) that a person may act in."""

    value: str
    label: str
    detail: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The agency switcher: ``url`` receives ``POST noi=<value>&next=<path>``."""

    url: str
    options: Callable[[Actor], Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the user menu; ``post`` makes it a button that posts (sign out)."""

    name: str
    label: str
    url: str
    icon: str = ""
    order: int = 100
    post: bool = False
    visible: Callable[[Actor], bool] = menu.everybody

    @property
    def href(self) -> str:
        return _reverse(self.url)


bell: Slot[Bell] = Slot("bell")
places: Slot[Places] = Slot("agency switcher")
search_page: Slot[str] = Slot("search page")
"""URL name of the full search page; it receives ``q``."""
home_page: Slot[str] = Slot("home page")
"""URL name of the staff's first page, behind the brand."""
user_links: Registry[Link] = Registry("user links")


def register_user_link(link: Link) -> None:
    user_links.add(link.name, link)


def _reverse(name: str, default: str = "") -> str:
    return address(name) or default


class Frame:
    """What ``ui/base.html`` shows, lazily; ``frame`` in every template."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def actor(self) -> Actor | None:
        return getattr(self.request, "actor", None)

    @cached_property
    def display(self) -> Display:
        return display_of(self.request)

    @cached_property
    def product(self) -> str:
        name = getattr(settings, "CONGVU_PRODUCT_NAME", "Quản lý văn bản và điều hành")
        return str(said(str(name)))

    @cached_property
    def owner(self) -> str:
        """The province or agency that runs the installation, under the product's name."""
        return str(getattr(settings, "CONGVU_OWNER_NAME", ""))

    @cached_property
    def emblem(self) -> str:
        """Static path of the emblem; the default is a stand-in for the national emblem."""
        return str(getattr(settings, "CONGVU_EMBLEM", "ui/emblem.svg"))

    @cached_property
    def menu(self) -> list[menu.Branch]:
        return menu.tree(self.actor, self.request) if self.actor else []

    @property
    def tree(self) -> SafeString:
        return tree_of(self.menu)

    @cached_property
    def unread(self) -> int:
        provider = bell.get()
        return provider.unread(self.actor) if provider and self.actor else 0

    @cached_property
    def bell_url(self) -> str:
        provider = bell.get()
        return _reverse(provider.url) if provider and self.actor else ""

    @cached_property
    def places(self) -> list[Place]:
        provider = places.get()
        return list(provider.options(self.actor)) if provider and self.actor else []

    @cached_property
    def place(self) -> Place | None:
        return next((place for place in self.places if place.current), None)

    @cached_property
    def places_url(self) -> str:
        provider = places.get()
        return _reverse(provider.url) if provider else ""

    @cached_property
    def search_url(self) -> str:
        return _reverse(search_page.get() or "ui:palette", _reverse("ui:palette"))

    @cached_property
    def palette_url(self) -> str:
        return _reverse("ui:palette")

    @cached_property
    def display_url(self) -> str:
        return _reverse("ui:display")

    @cached_property
    def home_url(self) -> str:
        return _reverse(home_page.get() or "", "/")

    @cached_property
    def user_links(self) -> list[Link]:
        actor = self.actor
        if actor is None:
            return []
        return sorted(
            (link for link in user_links if link.href and link.visible(actor)),
            key=lambda link: (link.order, link.label),
        )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"frame": Frame(request)}
