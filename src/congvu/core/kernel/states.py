"""State tables: ``(verb, from, to)`` rows that the doors obey and the docs draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from congvu.core.kernel.errors import WrongState


@dataclass(frozen=True, slots=True)
class Transition:
    verb: str
    source: str
    target: str


tables: list[StateTable] = []
"""Every table of the installation, in order of import; the reference page draws them."""


class StateTable:
    """The life of one noun as data.

    ``labels`` gives the Vietnamese name of each state, used in refusals and drawings.
    """

    def __init__(
        self, noun: str, labels: dict[str, str], rows: Iterable[tuple[str, str, str]]
    ) -> None:
        self.noun = noun
        self.labels = labels
        self.rows = tuple(Transition(*row) for row in rows)
        unknown = {s for row in self.rows for s in (row.source, row.target)} - set(labels)
        if unknown:
            raise RuntimeError(f"{noun}: states without a label: {sorted(unknown)}")
        self._targets = {(row.verb, row.source): row.target for row in self.rows}
        tables.append(self)

    def allows(self, verb: str, state: str) -> bool:
        return (verb, state) in self._targets

    def target(self, verb: str, state: str) -> str:
        """The state after ``verb``.

        :raises WrongState: the verb has no row for this state; the sentence names the state
        """
        try:
            return self._targets[verb, state]
        except KeyError:
            label = self.labels.get(state, state)
            raise WrongState(
                f"{self.noun} đang ở trạng thái “{label}” nên không thực hiện được việc này. "
                "Hãy tải lại trang để xem các việc có thể làm.",
                state=state,
                verb=verb,
            ) from None

    def verbs(self, state: str) -> list[str]:
        return [row.verb for row in self.rows if row.source == state]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the reference pages."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {name}: {label}" for name, label in self.labels.items()]
        lines += [f"    {r.source} --> {r.target}: {r.verb}" for r in self.rows]
        return "\n".join(lines)
