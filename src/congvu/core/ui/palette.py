"""The command palette (Ctrl-K): rooms register what can be found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.registry import Registry
from congvu.core.kernel.subject import Card

MAX_QUERY = 100
PER_GROUP = 6


@dataclass(frozen=True, slots=True)
class Provider:
    """``search(actor, q, limit)`` returns only what the actor may see, best first."""

    name: str
    label: str
    search: Callable[[Actor, str, int], Sequence[Card]]
    icon: str = "search"
    order: int = 100


@dataclass(frozen=True, slots=True)
class Group:
    provider: Provider
    cards: list[Card]


providers: Registry[Provider] = Registry("palette providers")


def register_palette(provider: Provider) -> None:
    providers.add(provider.name, provider)


def find(actor: Actor, q: str) -> list[Group]:
    """Groups that found something, in the order of their providers; one that refuses stays away."""
    groups = [
        Group(provider, _ask(provider, actor, q))
        for provider in sorted(providers, key=lambda p: (p.order, p.name))
    ]
    return [group for group in groups if group.cards]


def _ask(provider: Provider, actor: Actor, q: str) -> list[Card]:
    try:
        return list(provider.search(actor, q, PER_GROUP))[:PER_GROUP]
    except DomainError:
        return []
