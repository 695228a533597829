"""The whole life of a letter through the API, with one account for each seat.

A letter of Hiệp Hòa comes to the department on paper and is scanned; it is registered, presented,
directed, assigned and worked on; the answer is drafted, judged, signed, numbered and issued, and
lies before Hiệp Hòa's clerk at once. The journal tells all of it and proves itself.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from congvu.core.audit.models import Entry
from congvu.core.files.factories import pdf
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.factories import seat
from congvu.office.work.factories import Cast, cast
from congvu.project.api.testing import Caller

pytestmark = pytest.mark.django_db(transaction=True)
SCANS = Path(__file__).resolve().parents[3] / "shared" / "data" / "signed-pdf"


def today() -> date:
    """Asked when a test runs: a run may begin on one day and end on the next."""
    return local_date(now())


class Seat(Caller):
    """One person at a desk, who fails loudly."""

    def ask(self, path: str, **params: Any) -> Any:
        answer = self.get(path, params)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def act(self, path: str, status: int = 200, **body: Any) -> Any:
        answer = self.post(path, body)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


def scan() -> io.BytesIO:
    """A letter as it comes: a real signed one where there is one, else one made here."""
    real = min(SCANS.glob("*.pdf"), key=lambda path: path.stat().st_size, default=None)
    file = io.BytesIO(real.read_bytes() if real else pdf("Cong van so 52"))
    file.name = "52-UBND-VP.pdf"
    return file


@pytest.fixture
def department() -> Cast:
    return cast()


@pytest.fixture
def district() -> Cast:
    return cast("hiephoa", "UBND huyện Hiệp Hòa")


@pytest.fixture
def seats(department: Cast, district: Cast) -> Iterator[dict[str, Seat]]:
    named = {name: Seat(actor) for name, actor in department.actors.items()}
    office_head = seat(Role.OFFICE_HEAD, unit=department.units["office"], at=now())
    yield named | {
        "district_clerk": Seat(district.actor("clerk")), "office_head": Seat(office_head)
    }  # fmt: skip


def test_a_letter_is_answered_and_the_answer_arrives(
    department: Cast, district: Cast, seats: dict[str, Seat]
) -> None:
    incoming = _incoming(department, district, seats)
    outgoing = _outgoing(department, district, seats, incoming)
    _arrival(seats, incoming, outgoing)
    _journal(incoming, outgoing)


def _incoming(department: Cast, district: Cast, seats: dict[str, Seat]) -> int:
    """From the clerk's scanner to the specialist's desk, and the neighbours' opinion."""
    clerk, leader, head, officer = (
        seats[name] for name in ("clerk", "leader", "it_head", "it_officer")
    )
    form = {
        "issuer_id": district.agency.pk, "issuer_name": district.agency.name,
        "issued_on": str(today() - timedelta(days=1)), "code": "52/UBND-VP", "kind": "cong_van",
        "subject": "Đề nghị hướng dẫn triển khai chữ ký số đến cấp xã", "source": "paper",
        "main": scan(),
    }  # fmt: skip
    answer = clerk.post("/documents/incoming/register-with-files", form=form)
    assert answer.status_code == 201, answer.content.decode()
    row = answer.json()
    path = f"/documents/incoming/{row['id']}"
    assert officer.get(path).status_code == seats["district_clerk"].get(path).status_code == 404
    row = clerk.act(
        f"{path}/present", version=row["version"], to_post_id=department.posts["leader"].pk
    )
    assert [one["subject_id"] for one in leader.ask("/work/inbox")["items"]] == [row["id"]]
    leader.act(f"{path}/open")
    row = leader.act(
        f"{path}/direct", version=row["version"], lead={"unit_id": department.units["it"].pk},
        inform=[{"post_id": department.posts["deputy"].pk}], instruction="Phòng CNTT tham mưu trả lời",
        due_on=str(today() + timedelta(days=14)),
    )  # fmt: skip
    row = head.act(
        f"{path}/assign", version=row["version"],
        lead={"post_id": department.posts["it_officer"].pk}, instruction="Đồng chí soạn thảo",
    )  # fmt: skip
    officer.act(f"{path}/open")
    asked = officer.act(
        "/work/opinions", 201, subject={"kind": "documents.incoming", "id": row["id"]},
        targets=[{"unit_id": department.units["post"].pk}], question="Hạ tầng cấp xã đã đủ chưa?",
    )  # fmt: skip
    seats["post_head"].act(f"/work/opinions/{asked[0]['id']}/answer", answer="Đã đủ", agrees=True)
    shown = officer.ask(path)
    assert shown["state"] == "processing" and shown["abilities"]["answer"]
    assert shown["chain"]["opinions"][0]["answer"] == "Đã đủ"
    content = officer.client.get(shown["files"][0]["url"], headers=officer.headers)
    assert b"".join(content.streaming_content) == scan().read()
    return int(row["id"])


def _outgoing(department: Cast, district: Cast, seats: dict[str, Seat], incoming: int) -> int:
    """From the draft to the issue, once returned on the way; the deputy signs for the director."""
    clerk, deputy, head, officer, office_head = (
        seats[name] for name in ("clerk", "deputy", "it_head", "it_officer", "office_head")
    )
    fields = {
        "kind": "cong_van", "subject": "V/v hướng dẫn triển khai chữ ký số đến cấp xã",
        "addressees": district.agency.name,
        "body": "Phúc đáp Công văn số 52/UBND-VP, Sở hướng dẫn như sau.\n\nĐề nghị quý cơ quan rà soát./.",
        "places": [{"kind": "agency", "agency_id": district.agency.pk}],
        "signer_post_id": department.posts["deputy"].pk,
    }  # fmt: skip
    row = officer.act("/documents/outgoing", 201, fields=fields, reply_to=[incoming])
    path = f"/documents/outgoing/{row['id']}"
    row = officer.act(f"{path}/submit", version=row["version"])
    row = head.act(f"{path}/return", version=row["version"], remark="Nêu rõ thời hạn")
    fields["body"] = "Phúc đáp Công văn số 52/UBND-VP, đề nghị hoàn thành trong tháng./."
    row = officer.act(f"{path}/edit", version=row["version"], fields=fields)
    row = officer.act(f"{path}/submit", version=row["version"])
    assert [one["id"] for one in head.ask("/documents/outgoing/inbox")["items"]] == [row["id"]]
    row = head.act(f"{path}/review", version=row["version"], remark="Đồng ý")
    assert [one["id"] for one in office_head.ask("/documents/outgoing/inbox")["items"]] == [
        row["id"]
    ]
    row = office_head.act(f"{path}/check", version=row["version"])
    assert seats["leader"].post(f"{path}/issue", {"version": row["version"]}).status_code == 403
    row = deputy.act(f"{path}/approve", version=row["version"])
    assert (row["state"], row["authority"]) == ("approved", "KT."), row
    row = clerk.act(f"{path}/number", version=row["version"])
    assert (row["state"], row["number"], row["code"]) == ("numbered", 1, "01/STTTT-CNTT"), row
    row = clerk.act(f"{path}/issue", version=row["version"])
    assert row["state"] == "issued"
    run_all()
    shown = officer.ask(path)
    assert [place["state"] for place in shown["places"]] == ["arrived"]
    assert [file["use"] for file in shown["files"]] == ["main"]
    assert officer.ask(f"/documents/incoming/{incoming}")["state"] == "done"
    return int(row["id"])


def _arrival(seats: dict[str, Seat], incoming: int, outgoing: int) -> None:
    """Hiệp Hòa's clerk finds it in "Chờ vào sổ" and registers it; the sender is told."""
    clerk = seats["district_clerk"]
    [waiting] = clerk.ask("/documents/incoming", state="arrived")["items"]
    shown = clerk.ask(f"/documents/incoming/{waiting['id']}")
    assert shown["code"] == "01/STTTT-CNTT" and len(shown["files"]) == 1
    names = (
        "issuer_name", "issuer_id", "issued_on", "code", "kind", "subject", "document_uid",
        "signer_name", "signer_title",
    )  # fmt: skip
    fields = {name: shown[name] for name in names}
    row = clerk.act(
        f"/documents/incoming/{waiting['id']}/register", version=shown["version"], fields=fields
    )
    assert (row["state"], row["number"]) == ("registered", 1)
    [place] = seats["it_officer"].ask(f"/documents/outgoing/{outgoing}")["places"]
    assert place["state"] == "registered"
    assert clerk.get(f"/documents/incoming/{incoming}").status_code == 404


def _journal(incoming: int, outgoing: int) -> None:
    told = Counter(
        Entry.objects.filter(subject_kind="documents.incoming", subject_id=incoming).values_list(
            "verb", flat=True
        )
    )
    for verb in ("register", "present", "direct", "assign", "answered"):
        assert told[f"documents.incoming.{verb}"] == 1, told
    assert told["documents.incoming.open"] == 2 and told["work.opinion.answer"] == 1
    told = Counter(
        Entry.objects.filter(subject_kind="documents.outgoing", subject_id=outgoing).values_list(
            "verb", flat=True
        )
    )
    for verb in (
        "draft",
        "edit",
        "return",
        "review",
        "check",
        "approve",
        "number",
        "seal",
        "issue",
    ):
        assert told[f"documents.outgoing.{verb}"] == 1, told
    assert told["documents.outgoing.submit"] == 2
    letters = Entry.objects.filter(subject_kind__startswith="documents.")
    by_people = letters.exclude(verb="documents.incoming.arrive").exclude(channel="job")
    assert set(by_people.values_list("channel", flat=True)) == {"api"}
    by_job = set(letters.filter(channel="job").values_list("verb", flat=True))
    steps = {"documents.incoming.arrive", "files.file.attach", "signing.validation.keep"}
    assert by_job <= steps
    call_command("audit", "seal")
    call_command("audit", "verify")
