"""A hall is set up by API and by file as by the pages: refusals first."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from congvu.core.accounts.actions import create_token
from congvu.core.accounts.models import User
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import now
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.queue import actions
from congvu.counter.queue import factories as make
from congvu.counter.queue.models import Counter, Device, Hall, HallMember, ServiceGroup

pytestmark = pytest.mark.django_db
ROOM = "/api/v1/queue"
_serial = count(1)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("queue", *words, stdout=out)
    return out.getvalue()


def written(folder: Path, **values: Any) -> str:
    file = folder / "sanh.json"
    file.write_text(json.dumps(values), "utf-8")
    return str(file)


def whole(**more: Any) -> dict[str, Any]:
    agency = organisation.agency()
    return {
        "agency": agency.slug, "slug": "sanh-tep", "name": "Sảnh từ tệp", "opening": "always",
        "groups": [
            {"prefix": "A", "name": "Hộ tịch", "slot_minutes": 30, "priority_kinds": ["merit"]},
            {"prefix": "B", "name": "Đất đai", "priority_run": 0},
        ],
        "counters": [{"number": 1, "groups": ["A"]}, {"number": 2, "groups": ["A", "B"]}],
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"agency": "khong-co"}, "Không có cơ quan"),
        ({"name": ""}, "name:"),
        ({"gio_mo": 1}, "gio_mo"),
        ({"groups": [{"prefix": "A"}]}, "name"),
        ({"groups": "A"}, "danh sách"),
        ({"counters": [{"number": 1, "groups": ["Z"]}]}, "Quầy 1"),
        ({"opening": "khong"}, "opening"),
        ({"early_minutes": "nhiều"}, "early_minutes"),
    ],
)
def test_a_file_with_a_fault_changes_nothing(
    more: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=said):
        run("setup", written(tmp_path, **(whole() | more)))
    assert not Hall.objects.exists() and not ServiceGroup.objects.exists()


def test_what_is_no_file_of_a_hall_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("khong phai", "utf-8")
    for name, said in (("x", "JSON"), ("khong-co", "Không đọc được tệp")):
        with pytest.raises(CommandError, match=said):
            run("setup", str(tmp_path / name))


def test_a_file_makes_a_hall_and_brings_it_to_what_it_says(tmp_path: Path) -> None:
    given = whole()
    assert "Quầy 2: A, B" in run("setup", written(tmp_path, **given))
    assert ServiceGroup.objects.get(prefix="B").priority_run == 0
    less = {key: given[key] for key in ("agency", "slug", "name")}
    run(
        "setup",
        written(tmp_path, **less, address="Số 1", counters=[{"number": 2, "groups": ["B"]}]),
    )
    hall = Hall.objects.get()
    assert (hall.address, hall.opening) == ("Số 1", "always")
    assert ServiceGroup.objects.get(prefix="A").slot_minutes == 30
    groups = {one.number: [g.prefix for g in one.groups.all()] for one in Counter.objects.all()}
    assert groups == {1: ["A"], 2: ["B"]}


def test_kiosks_and_people_by_the_command_line() -> None:
    hall = make.hall(slug="sanh-chinh")
    guest = organisation.seat(Role.OFFICER)
    token = run("device", "sanh-chinh", "Máy 1").strip().rpartition(" ")[2]
    assert Client().post("/may-lay-so/", {"ma": token}).status_code == 302
    run("device", "sanh-chinh", "Máy 1", "--revoke")
    assert Client().post("/may-lay-so/", {"ma": token}).status_code == 404
    run("member", "sanh-chinh", guest.username)
    assert HallMember.objects.get().hall == hall
    run("member", "sanh-chinh", guest.username, "--remove")
    assert not HallMember.objects.exists()
    for words in (("device", "sanh-chinh", "Máy 9", "--revoke"), ("device", "x", "y"),
                  ("member", "sanh-chinh", "khong-co")):  # fmt: skip
        with pytest.raises(CommandError):
            run(*words)


def test_a_hall_is_set_up_by_the_api() -> None:
    agency = organisation.agency()
    keeper = bearer(organisation.seat(Role.AGENCY_ADMIN, agency=agency))
    officer = bearer(organisation.seat(Role.OFFICER, agency=agency))
    stranger = bearer(organisation.seat(Role.AGENCY_ADMIN))
    hall = {"agency_id": agency.pk, "name": "Sảnh", "slug": "sanh-api"}
    assert post("/halls", hall, officer).status_code == 403
    assert post("/halls", hall, stranger).status_code == 404
    assert post("/halls", hall | {"slug": "Sai Mã"}, keeper).status_code == 422
    made = post("/halls", hall, keeper).json()
    place = f"/halls/{made['id']}"
    group = post(f"{place}/groups", {"prefix": "A", "name": "Hộ tịch"}, keeper).json()
    counter = post(f"{place}/counters", {"number": 1, "group_ids": [group["id"]]}, keeper).json()
    assert post(f"{place}/groups", {"prefix": "a", "name": "x"}, keeper).status_code == 422
    assert post(f"{place}/groups", {"prefix": "C", "name": "x"}, stranger).status_code == 404
    changed = {"prefix": "A", "name": "Hộ tịch, chứng thực", "slot_minutes": 15}
    at = f"{place}/groups/{group['id']}"
    assert post(at, changed | {"version": 9}, keeper).status_code == 409
    assert post(at, changed | {"version": group["version"]}, keeper).json()["slot_minutes"] == 15
    quay = {"number": 7, "group_ids": [group["id"]], "version": counter["version"]}
    assert post(f"{place}/counters/{counter['id']}", quay, keeper).json()["number"] == 7
    sanh = {"name": "Sảnh mới", "slug": "sanh-api", "version": made["version"]}
    assert post(place, sanh, stranger).status_code == 404
    assert post(place, sanh, keeper).json()["name"] == "Sảnh mới"
    shown = Client().get(f"{ROOM}{place}/setup", headers=officer).json()
    assert shown["counters"][0]["group_ids"] == [group["id"]]


def test_kiosks_and_people_by_the_api() -> None:
    hall = make.hall()
    keeper = bearer(organisation.seat(Role.AGENCY_ADMIN, agency=hall.agency))
    guest = organisation.seat(Role.OFFICER)
    made = post(f"/halls/{hall.pk}/devices", {"name": "Máy 1"}, keeper).json()
    assert Device.objects.get().digest == actions.digest_of(made["token"])
    assert post(f"/devices/{made['id']}/revoke", {}, keeper).json()["revoked"] is True
    members = f"/halls/{hall.pk}/members"
    assert post(members, {"username": "khong-co"}, keeper).status_code == 422
    assert post(members, {"username": guest.username}, keeper).status_code == 204
    assert HallMember.objects.get().user_id == guest.user_id
    assert post(members, {"username": guest.username, "member": False}, keeper).status_code == 204
    assert not HallMember.objects.exists()


def bearer(actor: Actor) -> dict[str, str]:
    _, token = create_token(
        actor=system_actor("demo"), user=User.objects.get(pk=actor.user_id), name="Thử",
        scopes=["*"], expires_at=now() + timedelta(days=1), at=now(),
    )  # fmt: skip
    return {"Authorization": f"Bearer {token}"}


def post(path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    return Client().post(
        f"{ROOM}{path}", body, content_type="application/json",
        headers=headers | {"Idempotency-Key": f"sanh-{next(_serial):06}"},
    )  # fmt: skip
