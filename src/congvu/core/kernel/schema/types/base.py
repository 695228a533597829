"""What a kind of field is: how it is read, shown, limited and described to others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from congvu.core.kernel.registry import Registry
from congvu.core.kernel.schema.values import Json, Value, parse_day


class Refused(Exception):
    """One value cannot be accepted; the argument is a complete sentence."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """What the files room knows of a stored file; ``size`` in bytes, ``kind`` such as ``pdf``."""

    name: str
    size: int
    kind: str


class Sources:
    """What lies outside a form; a room hands in its own. By itself it knows nothing.

    ``None`` means: not known here, so that the value is taken as it is; an empty text or an empty
    list means: looked up, and there is none.
    """

    def codes(self, name: str, on: date) -> Mapping[str, str] | None:
        """The code list ``name`` on a day: code → label."""
        return None

    def territory(self, code: str, on: date) -> str | None:
        """Full name of an administrative unit on a day."""
        return None

    def territory_gone(self, code: str, on: date) -> str:
        """What became of a unit that existed before a day, in a sentence; empty when unknown."""
        return ""

    def territories(
        self, on: date, within: str, tier: str
    ) -> list[tuple[str, list[tuple[str, str]]]]:
        """Units to choose from, grouped: ``(name of the unit above, [(code, name)])``."""
        return []

    def agency(self, code: str, on: date) -> str | None:
        """Name of an agency by its code on a day."""
        return None

    def agencies(self, on: date) -> list[tuple[str, str]]:
        """Agencies to choose from: ``(code, name)``."""
        return []

    def file(self, reference: str) -> FileFact | None:
        """A stored file that the person who fills the form may attach."""
        return None

    def prefill(self, name: str) -> Json:
        """A value known of the person, by the name of its source (``applicant.full_name``)."""
        return None


OFFLINE = Sources()


class FieldLike(Protocol):
    """What a type needs to know of a field."""

    @property
    def label(self) -> str: ...

    def setting(self, name: str) -> Json: ...


@dataclass(frozen=True, slots=True)
class Context:
    """Where a value is read: the day, the world outside, and the values beside it.

    ``typed`` says that texts are as people write them (``1.234,5``), not as data does (``1234.5``).
    """

    on: date
    sources: Sources = OFFLINE
    typed: bool = False
    beside: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """A limit or choice of a type, as the builder offers it.

    ``kind``: ``count``, ``number``, ``yes``, ``line``, ``date``, ``pick`` (one of ``options``),
    ``picks`` (several of them), ``options`` (code and label), ``field`` (key of another field).
    """

    name: str
    title: str
    kind: str
    default: Json = None
    options: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 10**15
    help: str = ""

    def complaint(self, value: Json) -> str:
        """What is wrong with a value: a sentence, or nothing."""
        return (
            ""
            if _FITS[self.kind](self, value)
            else f"Thiết lập “{self.title}” chưa đúng. Hãy chọn lại."
        )


def _fits_count(setting: Setting, value: Json) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and setting.least <= value <= setting.most


def _fits_number(setting: Setting, value: Json) -> bool:
    from_zero = isinstance(value, int) and not isinstance(value, bool)
    return from_zero and abs(value) <= setting.most


def _fits_line(setting: Setting, value: Json) -> bool:
    return isinstance(value, str) and len(value) <= 200 and value.isprintable()


def _fits_date(setting: Setting, value: Json) -> bool:
    return value == "today" or (isinstance(value, str) and parse_day(value) is not None)


def _fits_pick(setting: Setting, value: Json) -> bool:
    return isinstance(value, str) and value in dict(setting.options)


def _fits_picks(setting: Setting, value: Json) -> bool:
    return isinstance(value, list) and all(_fits_pick(setting, one) for one in value)


def _fits_options(setting: Setting, value: Json) -> bool:
    if not isinstance(value, list) or len(value) > 200:
        return False
    return all(
        isinstance(one, dict)
        and set(one) == {"code", "label"}
        and _good_text(one["code"], 60)
        and _good_text(one["label"], 300)
        for one in value
    ) and len({one["code"] for one in value}) == len(value)


def _good_text(value: Json, most: int) -> bool:
    good = isinstance(value, str) and 0 < len(value) <= most and value.isprintable()
    return good and value == " ".join(value.split())


_FITS: Mapping[str, Callable[[Setting, Json], bool]] = {
    "count": _fits_count, "number": _fits_number, "line": _fits_line, "field": _fits_line,
    "yes": lambda setting, value: isinstance(value, bool), "date": _fits_date,
    "pick": _fits_pick, "picks": _fits_picks, "options": _fits_options,
}  # fmt: skip

Read = Callable[[FieldLike, Json, Context], Json]
Show = Callable[[FieldLike, Json, Sources, date], str]
Describe = Callable[[FieldLike], dict[str, Json]]
Agree = Callable[[FieldLike, Json, Context], None]


@dataclass(frozen=True)
class FieldType:
    """One kind of field.

    :param kind: how its value enters the rules (``values.LIFTS``), ``table``, or ``none``
    :param widget: how a page asks for it
    :param read: a typed text or a stored value as it is stored; raises ``Refused``. Never empty.
    :param show: as a person reads it
    :param describe: its JSON Schema
    :param agree: raises ``Refused`` when the value contradicts the values beside it
    """

    name: str
    title: str
    group: str
    kind: str
    widget: str
    read: Read
    show: Show
    describe: Describe
    settings: tuple[Setting, ...] = ()
    in_tables: bool = True
    holds: bool = True
    agree: Agree | None = None
    example: Json = None

    def setting(self, name: str) -> Setting:
        return next(one for one in self.settings if one.name == name)


TYPES: Registry[FieldType] = Registry("loại trường")


def quoted(one: FieldLike) -> str:
    return f"“{one.label}”"


def must_be_text(one: FieldLike, raw: Json) -> str:
    if isinstance(raw, str):
        return raw
    raise Refused(f"{quoted(one)} phải được nhập bằng chữ. Hãy nhập lại.")


def plain(one: FieldLike, value: Json, sources: Sources, on: date) -> str:
    return str(value)
