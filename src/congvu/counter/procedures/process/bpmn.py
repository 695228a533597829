"""BPMN 2.0 with its diagram interchange, written from the table of steps."""

from __future__ import annotations

from lxml import etree

from congvu.counter.procedures.choices import PRECONDITIONS, StepHolder, StepKind
from congvu.counter.procedures.process.graph import Edge, Graph, Node, draw
from congvu.counter.procedures.process.shape import Process, Step

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {None: BPMN, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI}
TAGS = {
    "start": "startEvent", "end": "endEvent", "fork": "parallelGateway",
    "join": "parallelGateway", "choice": "exclusiveGateway", "step": "userTask",
}  # fmt: skip
DIRECTIONS = {"fork": "Diverging", "join": "Converging", "choice": "Diverging"}


def bpmn_of(process: Process, *, name: str, key: str) -> bytes:
    """An XML document that holds one executable process and its drawing.

    :param key: letters, digits and underscores, the id of the process
    """
    graph = draw(process)
    root = etree.Element(_q(BPMN, "definitions"), nsmap=NAMESPACES)  # type: ignore[arg-type]
    root.set("id", f"definitions_{key}")
    root.set("targetNamespace", "urn:congvu:process")
    body = _sub(root, BPMN, "process", id=key, name=name, isExecutable="true")
    for node in graph.nodes.values():
        _node(body, graph, node)
    for edge in graph.edges:
        flow = _sub(
            body, BPMN, "sequenceFlow", id=edge.id, sourceRef=edge.source, targetRef=edge.target
        )
        if edge.name:
            flow.set("name", edge.name)
        _condition(flow, graph, edge)
    _diagram(root, graph, key)
    document: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return document


def _node(body: etree._Element, graph: Graph, node: Node) -> None:
    element = _sub(body, BPMN, TAGS[node.kind], id=node.id)
    names = {"start": "Bắt đầu", "end": "Kết thúc"}
    name = node.step.name if node.step else names.get(node.kind, "")
    if name:
        element.set("name", name)
    if node.kind in DIRECTIONS:
        element.set("gatewayDirection", DIRECTIONS[node.kind])
    leaving = [edge for edge in graph.edges if edge.source == node.id]
    if node.step:
        _sub(element, BPMN, "documentation").text = _words(node.step)
    if node.kind == "choice":
        element.set("default", leaving[0].id)
    for edge in graph.edges:
        if edge.target == node.id:
            _sub(element, BPMN, "incoming").text = edge.id
    for edge in leaving:
        _sub(element, BPMN, "outgoing").text = edge.id


def _condition(flow: etree._Element, graph: Graph, edge: Edge) -> None:
    """The move that was chosen, as a comparison; the first move of a choice is its default."""
    first = next(one for one in graph.edges if one.source == edge.source)
    if graph.nodes[edge.source].kind != "choice" or edge is first:
        return
    said = _sub(flow, BPMN, "conditionExpression")
    said.set(_q(XSI, "type"), "tFormalExpression")
    said.text = f"move == '{edge.id.removeprefix(f'flow_{edge.source}_')}'"


def _words(step: Step) -> str:
    parts = [
        f"Loại bước: {StepKind(step.kind).label}.",
        f"Người thực hiện: {StepHolder(step.holder).label}.",
        f"Thời gian: {step.hours} giờ làm việc.",
        "Chủ trì." if step.lead else "",
        *(
            f"{move.name} cần: {', '.join(PRECONDITIONS.get(need, need) for need in move.needs)}."
            for move in step.moves
            if move.needs
        ),
    ]
    return " ".join(part for part in parts if part)


def _diagram(root: etree._Element, graph: Graph, key: str) -> None:
    diagram = _sub(root, DI, "BPMNDiagram", id=f"diagram_{key}")
    plane = _sub(diagram, DI, "BPMNPlane", id=f"plane_{key}", bpmnElement=key)
    for node in graph.nodes.values():
        shape = _sub(plane, DI, "BPMNShape", id=f"shape_{node.id}", bpmnElement=node.id)
        _sub(
            shape, DC, "Bounds", x=str(node.x), y=str(node.y), width=str(node.width),
            height=str(node.height),
        )  # fmt: skip
    for edge in graph.edges:
        line = _sub(plane, DI, "BPMNEdge", id=f"edge_{edge.id}", bpmnElement=edge.id)
        for x, y in edge.points:
            _sub(line, DD, "waypoint", x=str(x), y=str(y))


def _sub(parent: etree._Element, space: str, tag: str, **given: str) -> etree._Element:
    return etree.SubElement(parent, _q(space, tag), given)


def _q(space: str, tag: str) -> str:
    return f"{{{space}}}{tag}"
