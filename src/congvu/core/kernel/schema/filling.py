"""A filled form: what was typed becomes data, or complete sentences about what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from congvu.core.kernel.schema import rules
from congvu.core.kernel.schema.form import ROWS, Field, Form
from congvu.core.kernel.schema.types import OFFLINE, Context, Refused, Sources
from congvu.core.kernel.schema.values import Json, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """``path`` is ``key`` or ``table.0.column`` (rows from 0).

    ``code``: ``required``, ``refused`` (the value itself), ``rule`` (a check of the form),
    ``disagrees`` (with the values beside), ``rows`` (too few or too many).
    """

    path: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """``data`` is what may be stored: clean values of what is shown, with the computed ones."""

    data: dict[str, Json]
    problems: tuple[Problem, ...]
    outcome: rules.Outcome

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def by_path(self) -> dict[str, list[str]]:
        """Sentences by path, as ``Invalid(fields=…)`` takes them."""
        found: dict[str, list[str]] = {}
        for one in self.problems:
            found.setdefault(one.path, []).append(one.sentence)
        return found

    @property
    def refused(self) -> tuple[Problem, ...]:
        """What even a draft cannot keep."""
        return tuple(one for one in self.problems if one.code == "refused")


def check(
    form: Form, raw: Json, *, on: date, sources: Sources = OFFLINE, typed: bool = False
) -> Result:
    """Read a filled form. Never raises, whatever ``raw`` is.

    :param on: the day of filling (local date)
    :param typed: texts are as people write them (a posted page); else as data stores them
    """
    return _Filling(form, raw, Context(on, sources, typed)).result()


def is_blank(raw: Json) -> bool:
    """Nothing was filled in."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return True
    if isinstance(raw, Mapping):
        return all(is_blank(one) for one in raw.values())
    return isinstance(raw, list) and not raw


class _Filling:
    def __init__(self, form: Form, raw: Json, context: Context) -> None:
        self.form, self.context = form, context
        self.raw = raw if isinstance(raw, Mapping) else {}
        self.refusals: dict[str, str] = {}
        self.problems: list[Problem] = []

    def result(self) -> Result:
        clean: dict[str, Json] = {}
        for key, one in self.form.fields.items():
            if one.type.name == "table":
                clean[key] = self.rows(one, self.raw.get(key))
            elif one.type.holds and one.type.name != "computed":
                clean[key] = self.read(one, key, self.raw.get(key))
        outcome = rules.run(rules.plan_of(self.form), clean, self.context.on)
        self.judge(outcome)
        return Result(outcome.data, tuple(self.problems), outcome)

    def read(self, one: Field, path: str, raw: Json) -> Json:
        if is_blank(raw):
            return None
        try:
            value = one.type.read(one, raw, self.context)
        except Refused as refusal:
            self.refusals[path] = str(refusal)
            return None
        return None if is_blank(value) else value

    def rows(self, one: Field, raw: Json) -> list[dict[str, Json]]:
        """Rows that have anything in them; empty ones between are left out."""
        found: list[dict[str, Json]] = []
        if is_blank(raw):
            return found
        if not isinstance(raw, list):
            self.refusals[one.key] = f"Bảng “{one.label}” không đọc được. Hãy nhập lại các dòng."
            return found
        if len(raw) > ROWS:
            self.refusals[one.key] = f"Bảng “{one.label}” có quá {ROWS} dòng. Hãy bỏ bớt dòng."
        for row in raw[:ROWS]:
            if isinstance(row, Mapping) and not is_blank(_typed_cells(one, row)):
                path = f"{one.key}.{len(found)}"
                found.append(
                    {
                        column.key: self.read(column, f"{path}.{column.key}", row.get(column.key))
                        for column in one.columns
                        if column.type.holds and column.type.name != "computed"
                    }
                )
        return found

    def judge(self, outcome: rules.Outcome) -> None:
        required, failed = set(outcome.required), dict[str, list[str]]()
        for path, sentence in outcome.failed:
            failed.setdefault(path, []).append(sentence)
        for path in outcome.shown:
            one = self.field(path)
            if path in self.refusals:
                self.problem(path, "refused", self.refusals[path])
            elif one.type.name == "table":
                self.judge_rows(one, len(outcome.rows.get(path, ())), path in required)
            elif path in required and not _has(outcome.data, path) and _asked(one):
                self.problem(path, "required", _missing(one))
            else:
                self.judge_beside(one, path, outcome)
            for sentence in failed.get(path, ()):
                self.problem(path, "rule", sentence)

    def judge_rows(self, one: Field, count: int, required: bool) -> None:
        least, most = int(one.setting("least")), int(one.setting("most"))
        if required:
            least = max(least, 1)
        if count < least:
            self.problem(
                one.key, "rows", f"Bảng “{one.label}” cần ít nhất {least} dòng. Hãy thêm dòng."
            )
        elif count > most:
            self.problem(
                one.key, "rows", f"Bảng “{one.label}” chỉ nhận {most} dòng. Hãy bỏ bớt dòng."
            )

    def judge_beside(self, one: Field, path: str, outcome: rules.Outcome) -> None:
        value = _at(outcome.data, path)
        if one.type.agree is None or value is None:
            return
        beside: dict[str, Value] = dict(outcome.values)
        table, _, rest = path.partition(".")
        if rest:
            beside.update(outcome.rows[table][int(rest.partition(".")[0])])
        context = Context(self.context.on, self.context.sources, self.context.typed, beside)
        try:
            one.type.agree(one, value, context)
        except Refused as refusal:
            self.problem(path, "disagrees", str(refusal))

    def field(self, path: str) -> Field:
        key, *rest = path.split(".")
        one = self.form.fields[key]
        return next(c for c in one.columns if c.key == rest[1]) if rest else one

    def problem(self, path: str, code: str, sentence: str) -> None:
        key, *rest = path.split(".")
        if rest:
            label = self.form.fields[key].label
            sentence = f"Dòng {int(rest[0]) + 1} của “{label}”: {sentence[0].lower()}{sentence[1:]}"
        self.problems.append(Problem(path, code, sentence))


def _typed_cells(one: Field, row: Mapping[str, Json]) -> dict[str, Json]:
    return {
        column.key: row.get(column.key)
        for column in one.columns
        if column.type.holds and column.type.name != "computed"
    }


def _asked(one: Field) -> bool:
    return one.type.holds and one.type.name != "computed"


def _at(data: Mapping[str, Json], path: str) -> Json:
    key, *rest = path.split(".")
    found = data.get(key)
    return found[int(rest[0])].get(rest[1]) if rest and found else found


def _has(data: Mapping[str, Json], path: str) -> bool:
    return _at(data, path) is not None


_MISSING = {
    "choice": "Hãy chọn một mục cho “{}”.", "choices": "Hãy chọn ít nhất một mục cho “{}”.",
    "code_choice": "Hãy chọn một mục cho “{}”.", "yes_no": "Hãy chọn Có hoặc Không cho “{}”.",
    "territory": "Hãy chọn đơn vị hành chính cho “{}”.", "agency": "Hãy chọn cơ quan cho “{}”.",
    "file": "Hãy tải lên tệp cho “{}”.", "signature": "Hãy ký vào “{}”.",
    "consent": "Hãy đọc và đánh dấu “{}”.",
}  # fmt: skip


def _missing(one: Field) -> str:
    return _MISSING.get(one.type.name, "Hãy điền “{}”.").format(one.label)


def starting(
    form: Form, *, on: date, sources: Sources = OFFLINE
) -> tuple[dict[str, Json], dict[str, str]]:
    """What a new form starts with, and for each pre-filled field the name of its source.

    A source that answers with something that the field cannot take is left out.
    """
    context = Context(on, sources)
    data: dict[str, Json] = {}
    origins: dict[str, str] = {}
    for key, one in form.fields.items():
        known = sources.prefill(one.prefill) if one.prefill else None
        for value, origin in ((known, one.prefill), (one.default, "")):
            if key not in data and not is_blank(value) and _asked(one):
                try:
                    data[key] = one.type.read(one, value, context)
                except Refused:
                    continue
                if origin:
                    origins[key] = origin
    return data, origins
