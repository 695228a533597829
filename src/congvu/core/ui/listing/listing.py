"""``Listing`` declares a list page once; ``Listing.page`` answers one request for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from congvu.core.ui.listing.columns import Column, Tab
from congvu.core.ui.listing.counting import COUNT_CAP, Count, capped_count
from congvu.core.ui.listing.cursor import Key, beyond, decode, encode
from congvu.core.ui.listing.filters import FilterForm
from congvu.core.ui.listing.saved import saved_filters
from congvu.core.ui.models import SavedFilter
from congvu.core.ui.speech import said
from congvu.core.ui.templatetags.ui import count

M = TypeVar("M", bound=Model)

SORT, PAGE, SIZE, AFTER, BEFORE = "sap", "trang", "so-dong", "sau", "truoc"
SIZES = (20, 50, 100)
CURRENT = ' aria-current="page"'
Apply = Callable[[QuerySet[M], dict[str, Any]], QuerySet[M]]


@dataclass(frozen=True, slots=True)
class Opening(Generic[M]):
    """The same rows by prepared questions, for the list as it opens: unmoved, in its own order.

    ``rows(limit)`` are the first ones, ``count()`` how many there are, counted to the cap.
    """

    rows: Callable[[int], list[M]]
    count: Callable[[], Count]


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A list page.

    ``name`` is unique (``documents.incoming``); ``default`` a column key, ``-`` before it for
    descending; ``apply(rows, cleaned)`` narrows the queryset by the filter form's values;
    ``tab`` names the filter parameter that the status tabs set. Rows must already be limited
    to what the actor may see and carry their ``select_related``.
    """

    name: str
    label: str
    columns: Sequence[Column]
    default: str
    filter_form: type[FilterForm] = FilterForm
    apply: Apply[M] | None = None
    tab: str = ""
    size: int = 50
    noun: str = "dòng"
    by_key: dict[str, Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key.update({column.key: column for column in self.columns if column.field})
        if self.default.lstrip("-") not in self.by_key:
            raise RuntimeError(f"{self.name}: default order {self.default!r} is no sorted column")

    def page(
        self,
        request: HttpRequest,
        rows: QuerySet[M] | Callable[[], QuerySet[M]],
        *,
        tabs: Sequence[Tab] = (),
        form: FilterForm | None = None,
        opening: Opening[M] | None = None,
    ) -> Page[M]:
        """One page of ``rows``: at most two queries, neither of which counts without end.

        :param rows: or what makes them, called when they are needed
        :param opening: asks the same as ``rows`` under no filter
        :raises Invalid: a cursor that was cut or made by hand
        """
        asked = form if form is not None else self.filter_form(request.GET)

        def wanted() -> QuerySet[M]:
            every = rows() if callable(rows) else rows
            if not asked.is_valid():
                return every.none()
            return every if self.apply is None else self.apply(every, asked.cleaned_data)

        return Page(self, request, wanted, asked, tabs, opening)


class Page(Generic[M]):
    """One page of a list: iterate it for the rows; templates read the rest."""

    def __init__(
        self,
        listing: Listing[M],
        request: HttpRequest,
        wanted: Callable[[], QuerySet[M]],
        form: FilterForm,
        tabs: Sequence[Tab],
        opening: Opening[M] | None = None,
    ) -> None:
        self.listing, self.request, self.form = listing, request, form
        self.query: QueryDict = request.GET
        self.sort = self._sort()
        self.size = self._size()
        self.number = self._number()
        self._tabs = tabs
        self._wanted = wanted
        self._opening = opening
        self.rows, self.has_next, self.has_previous = self._fetch()

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    # what was asked for -----------------------------------------------------------------

    def _sort(self) -> str:
        asked = self.query.get(SORT, "")
        return asked if asked.removeprefix("-") in self.listing.by_key else self.listing.default

    def _size(self) -> int:
        asked = self.query.get(SIZE, "")
        return int(asked) if asked in {str(size) for size in SIZES} else self.listing.size

    def _number(self) -> int:
        asked = self.query.get(PAGE, "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        return min(max(number, 1), self.last_numbered)

    @property
    def last_numbered(self) -> int:
        """Pages have numbers as far as rows are counted; behind that one goes on page by page."""
        return max(COUNT_CAP // self.size, 1)

    @cached_property
    def keys(self) -> list[Key]:
        column = self.listing.by_key[self.sort.removeprefix("-")]
        descending = self.sort.startswith("-")
        keys = [Key(column.field, descending, column.nulls)]
        return keys if column.field == "pk" else [*keys, Key("pk", descending, False)]

    @cached_property
    def _all(self) -> QuerySet[M]:
        return self._wanted()

    # the rows ---------------------------------------------------------------------------

    def _fetch(self) -> tuple[list[M], bool, bool]:
        after, before = self.query.get(AFTER), self.query.get(BEFORE)
        forward = [key.order() for key in self.keys]
        if before and not after:
            values = decode(before, self._all.model, self.keys)
            back = self._all.filter(beyond(self.keys, values, forward=False))
            found = list(back.order_by(*[k.reverse() for k in self.keys])[: self.size + 1])
            return found[: self.size][::-1], True, len(found) > self.size
        if after:
            values = decode(after, self._all.model, self.keys)
            rest = self._all.filter(beyond(self.keys, values, forward=True)).order_by(*forward)
            found = list(rest[: self.size + 1])
            return found[: self.size], len(found) > self.size, True
        start = (self.number - 1) * self.size
        if self._opening and not start and self.sort == self.listing.default:
            found = self._opening.rows(self.size + 1)
        else:
            found = list(self._all.order_by(*forward)[start : start + self.size + 1])
        return found[: self.size], len(found) > self.size, self.number > 1

    @property
    def by_cursor(self) -> bool:
        return bool(self.query.get(AFTER) or self.query.get(BEFORE))

    @cached_property
    def count(self) -> Count:
        """Rows of the whole list, counted up to the cap; free when this page shows them all."""
        if not self.by_cursor and self.number == 1 and not self.has_next:
            return Count(len(self.rows))
        return self._opening.count() if self._opening else capped_count(self._all)

    @property
    def first_index(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last_index(self) -> int:
        return self.first_index + len(self.rows) - 1

    # links ------------------------------------------------------------------------------

    def href(self, **changes: str | int | None) -> str:
        """This list with some parameters changed; ``None`` removes one; names with ``_`` for ``-``."""
        query: dict[str, Any] = dict(self._lasting)
        for name, value in changes.items():
            parameter = name.replace("_", "-")
            if value is None or value == "":
                query.pop(parameter, None)
            else:
                query[parameter] = [str(value)]
        return f"?{urlencode(query, doseq=True)}"

    @cached_property
    def _lasting(self) -> dict[str, list[str]]:
        """The parameters that a link within the list keeps."""
        return {k: v for k, v in self.query.lists() if k not in (PAGE, AFTER, BEFORE)}

    @property
    def next_href(self) -> str:
        if not self.has_next or not self.rows:
            return ""
        if self.by_cursor or self.number >= self.last_numbered:
            return self.href(**{AFTER: encode(self.rows[-1], self.keys)})
        return self.href(**{PAGE: self.number + 1})

    @property
    def previous_href(self) -> str:
        if not self.has_previous or not self.rows:
            return ""
        if self.by_cursor:
            return self.href(**{BEFORE: encode(self.rows[0], self.keys)})
        return self.href(**{PAGE: self.number - 1})

    @property
    def numbers(self) -> list[tuple[int | None, str]]:
        """Page numbers around the current one with their links; ``None`` is a gap."""
        if self.by_cursor:
            return [(1, self.href())]
        last = min(max(-(-self.count.value // self.size), 1), self.last_numbered)
        near = {1, last, *range(max(1, self.number - 2), min(last, self.number + 2) + 1)}
        shown: list[tuple[int | None, str]] = []
        previous = 0
        for number in sorted(near):
            if number > previous + 1:
                shown.append((None, ""))
            shown.append((number, self.href(**{PAGE: number})))
            previous = number
        return shown

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        return [(size, self.href(**{SIZE: size}), size == self.size) for size in SIZES]

    @cached_property
    def heads(self) -> list[Head]:
        return [Head(column, self) for column in self.listing.columns]

    @property
    def tabs(self) -> list[tuple[Tab, str, bool]]:
        current = self.query.get(self.listing.tab, "")
        return [
            (tab, self.href(**{self.listing.tab: tab.value or None}), tab.value == current)
            for tab in self._tabs
        ]

    @property
    def tab_items(self) -> SafeString:
        """The items of ``<ul class="tabs">``, drawn without a template."""
        shown = (
            f'<li><a href="{escape(href)}"{CURRENT if current else ""}>'
            f"{escape(said(str(tab.label)))}{count(tab.count, tab.hot)}</a></li>"
            for tab, href, current in self.tabs
        )
        return mark_safe("".join(shown))  # noqa: S308 - escaped above

    # the filter bar -----------------------------------------------------------------------

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form must carry along: sort, size, tab."""
        names = {SORT, SIZE, self.listing.tab} - set(self.form.fields)
        return [(name, value) for name in sorted(names) if (value := self.query.get(name, ""))]

    @property
    def is_filtered(self) -> bool:
        return any(self.query.get(name) for name in self.form.fields)

    @property
    def clear_href(self) -> str:
        kept = QueryDict(mutable=True)
        kept.update(dict(self.kept))
        return f"?{kept.urlencode()}"

    @property
    def saveable(self) -> str:
        """The query string that a saved filter keeps."""
        return self.href().removeprefix("?")

    @cached_property
    def saved(self) -> list[SavedFilter]:
        actor = getattr(self.request, "actor", None)
        return saved_filters(actor, self.listing.name) if actor else []


class Head:
    """A head cell: its label, the link that sorts by it and how it is sorted now."""

    def __init__(self, column: Column, page: Page[Any]) -> None:
        self.column = column
        self.sorted = ""
        self.href = ""
        if not column.field:
            return
        descending = column.first_descending
        if page.sort.removeprefix("-") == column.key:
            self.sorted = "descending" if page.sort.startswith("-") else "ascending"
            descending = self.sorted == "ascending"
        self.href = page.href(**{SORT: ("-" if descending else "") + column.key})
