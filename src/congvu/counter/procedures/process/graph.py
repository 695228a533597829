"""The table of steps as a drawing: nodes with places and lines between them, top to bottom.

One layout for the picture on the page and for the diagram interchange of BPMN.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from congvu.counter.procedures.process.shape import END, Process, Step

NODE_WIDTH, NODE_HEIGHT = 250, 64
GATE, ROUND = 40, 36
GAP_X, GAP_Y = 30, 46
LANE = 26
MARGIN = 20
LABEL_ROOM = 200
"""Beside the nodes, for lines that skip steps, and their words."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """``kind`` is ``start``, ``end``, ``step``, ``fork``, ``join`` or ``choice``."""

    id: str
    kind: str
    x: int
    y: int
    width: int
    height: int
    step: Step | None = None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Edge:
    """A line with its bends; ``back`` leads to an earlier step."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    name: str = ""
    back: bool = False


@dataclass
class Graph:
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    width: int = 0
    height: int = 0


def draw(process: Process) -> Graph:
    """The graph of a table without flaws; targets that are not there are left out."""
    return _Drawing(process).graph


class _Drawing:
    """Rows of nodes are placed first, then lines are led: straight down to the next row, in lanes
    on the right when they skip rows, on the left when they go back."""

    def __init__(self, process: Process) -> None:
        self.process, self.graph = process, Graph()
        widest = max([len(process.members(s.group)) or 1 for s in process.steps] or [1])
        self.inner = widest * NODE_WIDTH + (widest - 1) * GAP_X
        self.left = self.right = 0
        back = sum(process.is_back(s, m) for s in process.steps if s.leads for m in s.moves)
        self.room = MARGIN + back * LANE + (LABEL_ROOM // 2 if back else 0)
        self.y = MARGIN
        self.entry: dict[str, str] = {}
        self.exit: dict[str, str] = {}
        self._place()
        self._join()

    def _place(self) -> None:
        self._node("start", "start", ROUND, ROUND)
        for step in self.process.steps:
            if step.code not in self.entry:
                self._group(self.process.members(step.group) or (step,))
        self._node("end", "end", ROUND, ROUND)
        self.graph.height = self.y - GAP_Y + MARGIN

    def _group(self, members: tuple[Step, ...]) -> None:
        lead = next((one for one in members if one.leads), members[0])
        together = len(members) > 1
        if together:
            self._node(f"fork_{lead.code}", "fork", GATE, GATE)
        self._row([(f"step_{one.code}", one) for one in members])
        if together:
            self._node(f"join_{lead.code}", "join", GATE, GATE)
        way_out = f"join_{lead.code}" if together else f"step_{lead.code}"
        if len(lead.moves) > 1:
            way_out = f"choice_{lead.code}"
            self._node(way_out, "choice", GATE, GATE)
        for one in members:
            self.entry[one.code] = f"fork_{lead.code}" if together else f"step_{one.code}"
        self.exit[lead.code] = way_out

    def _node(self, name: str, kind: str, width: int, height: int) -> None:
        x = self.room + (self.inner - width) // 2
        self.graph.nodes[name] = Node(name, kind, x, self.y, width, height)
        self.y += height + GAP_Y

    def _row(self, row: list[tuple[str, Step]]) -> None:
        width = len(row) * NODE_WIDTH + (len(row) - 1) * GAP_X
        x = self.room + (self.inner - width) // 2
        for name, step in row:
            self.graph.nodes[name] = Node(name, "step", x, self.y, NODE_WIDTH, NODE_HEIGHT, step)
            x += NODE_WIDTH + GAP_X
        self.y += NODE_HEIGHT + GAP_Y

    def _join(self) -> None:
        steps = self.process.steps
        if steps:
            self._line("start", self.entry[steps[0].code])
        for step in steps:
            self._inside(step)
        for step in steps:
            if step.leads:
                self._onward(step)
        self.graph.width = (
            self.room + self.inner + self.right * LANE + MARGIN + (LABEL_ROOM if self.right else 0)
        )

    def _inside(self, step: Step) -> None:
        """Between the gateways of a group, and to the gateway of a choice."""
        if step.group and step.code in self.entry:
            lead = next((one for one in self.process.members(step.group) if one.leads), step)
            if f"fork_{lead.code}" in self.graph.nodes:
                self._line(f"fork_{lead.code}", f"step_{step.code}")
                self._line(f"step_{step.code}", f"join_{lead.code}")
        if step.leads and self.exit[step.code].startswith("choice_"):
            joined = f"join_{step.code}"
            before = joined if joined in self.graph.nodes else f"step_{step.code}"
            self._line(before, self.exit[step.code])

    def _onward(self, step: Step) -> None:
        for move in step.moves:
            if move.target != END and move.target not in self.entry:
                continue
            target = "end" if move.target == END else self.entry[move.target]
            name = move.name if len(step.moves) > 1 else ""
            back = self.process.is_back(step, move)
            self._line(self.exit[step.code], target, name, back=back, code=move.code)

    def _line(
        self, source: str, target: str, name: str = "", *, back: bool = False, code: str = ""
    ) -> None:
        a, b = self.graph.nodes[source], self.graph.nodes[target]
        points = self._straight(a, b) if not back and self._next(a, b) else self._around(a, b, back)
        edge_id = f"flow_{source}_{code or target}"
        self.graph.edges.append(Edge(edge_id, source, target, points, name, back))

    def _next(self, a: Node, b: Node) -> bool:
        return 0 < b.y - a.bottom <= GAP_Y

    def _straight(self, a: Node, b: Node) -> tuple[Point, ...]:
        if a.middle == b.middle:
            return ((a.middle, a.bottom), (b.middle, b.y))
        half = (a.bottom + b.y) // 2
        return ((a.middle, a.bottom), (a.middle, half), (b.middle, half), (b.middle, b.y))

    def _around(self, a: Node, b: Node, back: bool) -> tuple[Point, ...]:
        into = b.y + b.height // 2
        out = a.y + a.height // 2
        if back:
            self.left += 1
            x = self.room - self.left * LANE
            return ((a.x, out), (x, out), (x, into), (b.x, into))
        self.right += 1
        x = self.room + self.inner + self.right * LANE
        return ((a.x + a.width, out), (x, out), (x, into), (b.x + b.width, into))
