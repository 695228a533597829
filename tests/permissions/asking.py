"""Asks one address as one person and gives the status; nothing of it stays."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any

import orjson
from django.core.cache import cache as cache_of_limits
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from congvu.core.accounts.models import User
from congvu.core.files import factories as files
from tests.permissions.routes import API, bodies
from tests.permissions.world import World

PART = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")
NOUNS = {
    "van-ban-den": "incoming_id", "van-ban-di": "outgoing_id", "so": "register_id",
    "cong-viec": "task_id", "incoming": "incoming_id", "outgoing": "outgoing_id",
    "registers": "register_id", "tasks": "task_id", "records": "record_id",
    "ho-so-cong-viec": "record_id", "noi-nhan": "group_id", "he-thong": "peer_id",
    "phong-bi": "envelope_id", "luot-gui": "delivery_id", "giu-lai": "held_id",
    "phieu": "ticket_key", "nop-phi": "pay_key",
    "ho-so": "dossier_id", "ho-so-cua-toi": "dossier_id", "trao-doi": "dossier_id",
    "nop-ho-so": "draft_id",
}  # fmt: skip
"""What the bare ``pk`` or ``key`` of an address is, by the word in front of it."""
PLAIN = {
    "number": 1,
    "name": "tep.pdf",
    "code": "H02.15",
    "object_id": 1,
    "content_type_id": 1,
    "letter": "incoming",
    "page": 1,
}
MEANT = {
    "to_post_id": "post_id", "letter_id": "incoming_id", "id": "incoming_id",
    "giver_appointment_id": "leader_id", "receiver_appointment_id": "deputy_id",
}  # fmt: skip
"""Numbers in bodies and addresses that go by another name than the object they mean."""
VERSIONED = {"outgoing": "outgoing_id", "dossiers": "dossier_id"}
"""Whose version a body names, by a word of the address; the letter's otherwise."""
BOOKED = "booking_id"
"""An appointment of the queue, which goes by the name of an appointment to a post."""
FORM = "application/x-www-form-urlencoded"
_serial = count(1)


class Asker:
    """Sessions and tokens of everybody in the world; ``status(...)`` asks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[int, str] = {}
        self.handler = BaseHandler()
        self.handler.load_middleware()
        for user in [*world.people.values(), *world.strangers.values()]:
            client = Client()
            client.force_login(user)
            self.sessions[user.pk] = client.cookies["sessionid"].value

    def status(self, user: User | None, method: str, route: str) -> int:
        factory, headers = RequestFactory(), {}
        if route.startswith(f"{API}/") and user is not None:
            headers = {"Authorization": f"Bearer {self.world.tokens[user.pk]}"}
        elif user is not None:
            factory.cookies["sessionid"] = self.sessions[user.pk]
        request = self._request(factory, method, route, headers)
        cache_of_limits.clear()
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] # as in a TestCase: undone here
        with block:
            status: int = self.handler.get_response(request).status_code
            transaction.set_rollback(True)
        return status

    def address(self, route: str) -> str:
        """The route with the numbers of the first agency's objects."""
        return "/" + PART.sub(lambda match: str(self._value(route, match)), route)

    def _value(self, route: str, match: re.Match[str]) -> Any:
        name = match[1] or match[2]
        objects, before = self.world.objects, route[: match.start()].strip("/").split("/")
        if name in {"pk", "key"}:
            name = NOUNS.get(before[-1], name)
        name = BOOKED if (before[-1], name) == ("appointments", "appointment_id") else name
        name = MEANT.get(name, name)
        return objects.get(name, PLAIN.get(name, 1))

    def _request(
        self, factory: RequestFactory, method: str, route: str, headers: dict[str, str]
    ) -> HttpRequest:
        path = self.address(route)
        if method == "GET":
            return self._bare(factory.get(path, headers=headers))
        described = _bodies().get((method, route))
        headers = headers | {"Idempotency-Key": f"quyen-{next(_serial):06}"}
        if not route.startswith(f"{API}/"):
            return self._bare(factory.generic(method, path, content_type=FORM))
        body = Example(self, route, described).made() if described else {}
        if described and described["multipart"]:
            return self._bare(factory.post(path, body, headers=headers))
        return self._bare(
            factory.generic(
                method, path, orjson.dumps(body), content_type="application/json", headers=headers
            )
        )

    def _bare(self, request: HttpRequest) -> HttpRequest:
        """As the test client asks: what is checked here is not the form's token."""
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return request


class Example:
    """The smallest body that an operation's own description allows."""

    def __init__(self, asker: Asker, route: str, described: dict[str, Any]) -> None:
        self.objects, self.route, self.described = asker.world.objects, route, described
        self.shapes: dict[str, Any] = {}

    def made(self) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for schema in self.described["schemas"]:
            self.shapes = schema.get("$defs", {})
            body |= self._of(schema, "")
        return body

    def _of(self, schema: dict[str, Any], name: str) -> Any:
        if "$ref" in schema:
            title = schema["$ref"].rsplit("/", 1)[1]
            if title.startswith("TargetIn"):
                return {"unit_id": self.objects["unit_id"]}
            return self._of(self.shapes[title], name)
        if "allOf" in schema:
            return self._of(schema["allOf"][0], name)
        if "anyOf" in schema:
            return self._of(next(one for one in schema["anyOf"] if one.get("type") != "null"), name)
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        return getattr(self, "_" + schema.get("type", "object"))(schema, name)

    def _object(self, schema: dict[str, Any], name: str) -> Any:
        wanted = schema.get("required", [])
        parts = schema.get("properties", {})
        extra = [part for part in ("lead", "fields") if part in parts]
        return {part: self._of(parts[part], part) for part in dict.fromkeys([*wanted, *extra])}

    def _array(self, schema: dict[str, Any], name: str) -> Any:
        return [self._of(schema["items"], name.removesuffix("s"))]

    def _integer(self, schema: dict[str, Any], name: str) -> int:
        if name == "version":
            nouns = (one for word, one in VERSIONED.items() if word in self.route)
            return int(self.objects["versions"][next(nouns, "incoming_id")])
        return int(self.objects.get(MEANT.get(name, name), 1))

    def _number(self, schema: dict[str, Any], name: str) -> float:
        return 1

    def _boolean(self, schema: dict[str, Any], name: str) -> bool:
        return True

    def _string(self, schema: dict[str, Any], name: str) -> Any:
        if schema.get("format") == "binary":
            return SimpleUploadedFile("tep.pdf", files.pdf(), "application/pdf")
        if schema.get("format") == "date":
            return (timezone.localdate() + timedelta(days=2)).isoformat()
        if schema.get("format") == "date-time":
            return (timezone.now() + timedelta(days=2)).isoformat()
        return {"kind": "cong_van"}.get(name, "thử nghiệm")


@cache
def _bodies() -> dict[tuple[str, str], dict[str, Any]]:
    return bodies()
