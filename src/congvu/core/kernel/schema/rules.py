"""What is shown, computed, required and contradicted: one plan, run here and in the browser.

``plan(form)`` is JSON: the rules of a form in the order in which they can be evaluated. ``run`` is
the server's interpreter of it, ``core/ui/static/ui/js/rules.js`` the browser's; one file of cases
(``tests/rules_cases.json``) and generated forms hold the two together. Values of hidden fields do
not exist, for other rules too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from congvu.core.kernel.schema.expressions import Reference, Scope, evaluate, references
from congvu.core.kernel.schema.form import ROWS, Field, Form
from congvu.core.kernel.schema.values import Amount, Json, Value, is_empty, lift, lower


def plan_of(form: Form) -> dict[str, Json]:
    """``plan``, made once for each form object."""
    if form.kept_plan is None:
        object.__setattr__(form, "kept_plan", plan(form))
    return form.kept_plan or {}


def plan(form: Form) -> dict[str, Json]:
    """The rules of a form as JSON, for ``run`` and for the browser."""
    order, _ = ordered(form)
    return {
        "order": [node.split(":", 1) for node in order],
        "sections": {part.key: {"show": part.show_when} for part in form.sections},
        "fields": {
            one.key: {**_rules(one), "section": part.key, "columns": _columns(one)}
            for part in form.sections
            for one in part.fields
        },
    }


def _columns(one: Field) -> dict[str, Json]:
    return {column.key: _rules(column) for column in one.columns}


def _rules(one: Field) -> dict[str, Json]:
    return {
        "kind": one.kind,
        "show": one.show_when,
        "compute": one.compute,
        "computed": one.type.name == "computed",
        "required": one.required and one.type.holds,
        "require": one.require_when,
        "checks": [
            {"rule": check.rule, "message": check.message, "needs": _needs(check.rule)}
            for check in one.checks
        ],
    }


def _needs(rule: Json) -> list[list[str]]:
    """A check waits until what it compares is filled; what it counts over rows it can always count."""
    found = [[one.kind, one.name] for one in references(rule) if not one.table]
    return [one for one in found if one[0] != "table"]


def _nodes(form: Form) -> dict[str, set[str]]:
    """``section:a``, ``field:b``, ``column:b.c`` → what must be evaluated before."""
    nodes: dict[str, set[str]] = {}
    for part in form.sections:
        nodes[f"section:{part.key}"] = set(_before(part.show_when))
        for one in part.fields:
            wanted = {*_before(one.show_when), *_before(one.compute)}
            nodes[f"field:{one.key}"] = {f"section:{part.key}", *wanted}
            for column in one.columns:
                wanted = {*_before(column.show_when, one.key), *_before(column.compute, one.key)}
                nodes[f"column:{one.key}.{column.key}"] = {f"field:{one.key}", *wanted}
    return nodes


def _before(rule: Json, table: str = "") -> Iterator[str]:
    for one in () if rule is None else references(rule, table):
        yield _node(one)


def _node(one: Reference) -> str:
    if one.kind == "column":
        return f"column:{one.table}.{one.name}"
    return f"field:{one.name}"


def ordered(form: Form) -> tuple[list[str], list[str]]:
    """The nodes in order of evaluation, and those that wait for each other in a circle."""
    nodes = _nodes(form)
    waiting = {node: before & nodes.keys() for node, before in nodes.items()}
    done: list[str] = []
    ready = [node for node, before in waiting.items() if not before]
    followers: dict[str, list[str]] = {}
    for node, before in waiting.items():
        for one in before:
            followers.setdefault(one, []).append(node)
    while ready:
        node = ready.pop(0)
        done.append(node)
        for follower in followers.get(node, ()):
            waiting[follower].discard(node)
            if not waiting[follower]:
                ready.append(follower)
    circle = [node for node in nodes if waiting[node]]
    return done + circle, circle


@dataclass(slots=True)
class Outcome:
    """What the rules say of values. Paths are ``key`` and ``table.0.column``.

    ``data`` holds what is shown and filled, with the computed values; ``failed`` the checks that
    are not true, with their sentences.
    """

    data: dict[str, Json] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    failed: list[list[str]] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """As the browser's interpreter answers."""
        names = ("data", "sections", "shown", "required", "failed")
        return {name: getattr(self, name) for name in names}


def run(rules: Mapping[str, Json], data: Mapping[str, Json], today: date) -> Outcome:
    """Evaluate a plan over stored values."""
    machine = _Machine(rules, data, today)
    for kind, name in rules["order"]:
        machine.step(kind, name)
    return machine.outcome()


class _Machine:
    def __init__(self, rules: Mapping[str, Json], data: Mapping[str, Json], today: date) -> None:
        self.rules, self.data = rules, data
        self.found = Outcome()
        self.scope = Scope(today, self.found.values, self.found.rows)
        self.sections: set[str] = set()
        self.shown: set[str] = set()

    def step(self, kind: str, name: str) -> None:
        if kind == "section":
            if self.true(self.rules["sections"][name]["show"], self.scope):
                self.sections.add(name)
        elif kind == "field":
            self.field(name, self.rules["fields"][name])
        else:
            table, _, column = name.partition(".")
            self.column(table, column, self.rules["fields"][table]["columns"][column])

    def true(self, rule: Json, scope: Scope) -> bool:
        return rule is None or evaluate(rule, scope) is True

    def field(self, key: str, one: Mapping[str, Json]) -> None:
        if one["section"] not in self.sections or not self.true(one["show"], self.scope):
            return
        self.shown.add(key)
        if one["kind"] == "table":
            count = len(self.raw_rows(key))
            self.found.rows[key] = [{} for _ in range(count)]
            self.found.values[key] = True if count else None
        elif one["kind"] != "none":
            self.found.values[key] = self.value(one, self.data.get(key), self.scope)

    def raw_rows(self, key: str) -> list[Mapping[str, Json]]:
        raw = self.data.get(key)
        rows = raw if isinstance(raw, list) else []
        return [one for one in rows[:ROWS] if isinstance(one, Mapping)]

    def column(self, table: str, key: str, one: Mapping[str, Json]) -> None:
        if table not in self.shown:
            return
        raw = self.raw_rows(table)
        for number, row in enumerate(self.found.rows[table]):
            scope = self.scope.of_row(row)
            if self.true(one["show"], scope):
                self.shown.add(f"{table}.{number}.{key}")
                row[key] = self.value(one, raw[number].get(key), scope)

    def value(self, one: Mapping[str, Json], raw: Json, scope: Scope) -> Value:
        if not one["computed"]:
            return lift(one["kind"], raw)
        found = None if one["compute"] is None else evaluate(one["compute"], scope)
        return found if type(found) in _KINDS[one["kind"]] else None

    def outcome(self) -> Outcome:
        found = self.found
        found.sections = [key for key in self.rules["sections"] if key in self.sections]
        for key, one in self.rules["fields"].items():
            if key in self.shown:
                self.finish(key, key, one, self.scope, found.values.get(key))
                if one["kind"] == "table":
                    self.finish_rows(key, one)
                elif one["kind"] != "none":
                    self.keep(found.data, key, one, self.data.get(key), found.values[key])
        return found

    def finish_rows(self, key: str, one: Mapping[str, Json]) -> None:
        raw, kept = self.raw_rows(key), []
        for number, row in enumerate(self.found.rows[key]):
            cells: dict[str, Json] = {}
            for name, column in one["columns"].items():
                path = f"{key}.{number}.{name}"
                if path in self.shown:
                    self.finish(path, name, column, self.scope.of_row(row), row.get(name))
                    self.keep(cells, name, column, raw[number].get(name), row.get(name))
            kept.append(cells)
        if kept:
            self.found.data[key] = kept

    def keep(
        self, into: dict[str, Json], key: str, one: Mapping[str, Json], raw: Json, value: Value
    ) -> None:
        stored = lower(value) if one["computed"] else raw
        if stored not in (None, "", []):
            into[key] = stored

    def finish(
        self, path: str, key: str, one: Mapping[str, Json], scope: Scope, value: Value
    ) -> None:
        self.found.shown.append(path)
        if one["required"] or (one["require"] is not None and self.true(one["require"], scope)):
            self.found.required.append(path)
        for check in one["checks"]:
            ready = not is_empty(value) and all(
                not is_empty(self.needed(kind, name, scope)) for kind, name in check["needs"]
            )
            if ready and evaluate(check["rule"], scope) is not True:
                self.found.failed.append([path, check["message"]])

    def needed(self, kind: str, name: str, scope: Scope) -> Value:
        return scope.fields.get(name) if kind == "field" else scope.row.get(name)


_KINDS: Mapping[str, tuple[type, ...]] = {
    "number": (Amount,), "text": (str,), "date": (date,), "bool": (bool,),
}  # fmt: skip
