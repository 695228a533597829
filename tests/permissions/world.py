"""Two agencies with the same roles, and one object of every kind that belongs to the first."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from congvu.core.accounts.actions import create_token
from congvu.core.accounts.choices import Kind
from congvu.core.accounts.factories import PASSWORD
from congvu.core.accounts.models import AccessToken, User
from congvu.core.files import factories as files
from congvu.core.files.models import File
from congvu.core.jobs.models import Worker
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.schema.form import FORMAT
from congvu.core.kernel.subject import Subject
from congvu.core.notifications.models import Notice
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import DayKind, Role
from congvu.core.organisation.models import CalendarDay, WorkingHours
from congvu.core.organisation.queries import actor_for, calendar_for
from congvu.core.ui.models import SavedFilter
from congvu.counter.dossiers import actions as dossiers
from congvu.counter.dossiers.models import Dossier
from congvu.counter.fees import factories as fees
from congvu.counter.filing import actions as filing
from congvu.counter.hub import actions as hub
from congvu.counter.hub.models import Desk
from congvu.counter.national.models import Difference, Message, PortalFiling, Reckoning
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.actions import create_form
from congvu.counter.procedures.models import ImportRun
from congvu.counter.queue import actions as queue
from congvu.counter.queue.choices import Opening
from congvu.counter.queue.queries import days_of, starts_on
from congvu.office.documents.actions import incoming, outgoing, records, registers
from congvu.office.documents.actions.incoming import Fields, Upload, take_in
from congvu.office.documents.choices import INCOMING_KIND, OUTGOING_KIND
from congvu.office.exchange import factories as exchange
from congvu.office.exchange.models import Delivery, Envelope, Quarantined
from congvu.office.signing import factories as signing
from congvu.office.signing.actions import ItemSpec
from congvu.office.signing.actions import request as request_signatures
from congvu.office.signing.queries import likeness_of
from congvu.office.work.actions import Target, ask_extension, ask_opinion, create_task
from congvu.office.work.factories import Cast, cast
from congvu.office.work.models import Assignment

ROLES = (
    "clerk",
    "leader",
    "deputy",
    "office_head",
    "unit_head",
    "unit_deputy",
    "officer",
    "agency_admin",
)
_CAST = {
    "clerk": "clerk",
    "leader": "leader",
    "deputy": "deputy",
    "unit_head": "it_head",
    "officer": "it_officer",
}


@dataclass
class World:
    """Who asks, by column of the table, and which number stands for each part of an address."""

    people: dict[str, User] = field(default_factory=dict)
    strangers: dict[str, User] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    made, here, there = World(), cast(), cast("stp", "Sở Tư pháp")
    made.people = _seats(here)
    made.strangers = _seats(there)
    made.people["citizen"] = User.objects.create(
        username="congdan", full_name="Lê Thị Công Dân", kind=Kind.CITIZEN
    )
    made.people["admin"] = User.objects.create(
        username="quantri", full_name="Phạm Quản Trị", is_superuser=True, is_staff=True
    )
    Worker.objects.create(name="thu", started_at=now(), seen_at=now())
    for user in [*made.people.values(), *made.strangers.values()]:
        user.password = make_password(PASSWORD)
        user.save(update_fields=["password"])
        _, made.tokens[user.pk] = create_token(
            actor=system_actor("demo"), user=user, name="Thử", scopes=["*"],
            expires_at=now() + timedelta(days=1), at=now(),
        )  # fmt: skip
    made.objects = _objects(here, made.people)
    made.objects["dossier_id"] = dossier_id = _dossier(here, made.people)
    made.objects["versions"]["dossier_id"] = Dossier.objects.get(pk=dossier_id).version
    made.objects |= _form() | _national(dossier_id)
    made.objects["draft_id"] = _draft(here, made.people)
    return made


def _dossier(here: Cast, people: dict[str, User]) -> int:
    """A dossier with the officer of the division."""
    version = procedures.published()
    procedures.offering(version, here.agency)
    clerk = _actor(people["clerk"])
    asked = dossiers.Filing(
        version.procedure.code, dossiers.Who("Nguyễn Thị Mẫu", phone="0912345678")
    )
    dossier = dossiers.receive(actor=clerk, at=now(), filing=asked)
    post_id = here.posts["it_officer"].pk
    return dossiers.start(actor=clerk, at=now(), dossier_id=dossier.pk, post_id=post_id).pk


def _national(dossier_id: int) -> dict[str, Any]:
    """What the portal is told of the dossier, a filing that is held, and a difference."""
    dossier = Dossier.objects.get(pk=dossier_id)
    event = dossier.events.order_by("pk")[0]
    message = Message.objects.create(
        dossier=dossier, event=event, agency_id_then=dossier.agency_id, service=1, status=1,
        queued_at=now(),
    )  # fmt: skip
    held = PortalFiling.objects.create(
        code="G09.20-20261123-0000001", filed_at=now(), body={}, fetched_at=now(), tried_at=now(),
        cause="Không có cơ quan nào.", agency_id_then=dossier.agency_id,
    )  # fmt: skip
    reckoning = Reckoning.objects.create(
        agency=dossier.agency, day=timezone.localdate(), at=now(), by="Hệ thống", ours=1, theirs=0
    )
    difference = Difference.objects.create(
        reckoning=reckoning, kind="missing_there", code=dossier.code, dossier=dossier, words="Lệch."
    )
    return {
        "message_id": message.pk, "filing_id": held.pk, "difference_id": difference.pk,
    }  # fmt: skip


def _draft(here: Cast, people: dict[str, User]) -> int:
    """What the citizen is filling in."""
    version = procedures.published()
    procedures.offering(version, here.agency)
    begun = filing.begin(
        actor=_actor(people["citizen"]), at=now(), procedure_code=version.procedure.code,
        agency_id=here.agency.pk,
    )  # fmt: skip
    return begun.draft.pk


def _seats(place: Cast) -> dict[str, User]:
    found = {
        role: User.objects.get(pk=place.appointments[name].user_id) for role, name in _CAST.items()
    }
    for role, unit in (
        ("office_head", "office"),
        ("unit_deputy", "it"),
        ("agency_admin", "office"),
    ):
        seated = organisation.seat(Role(role), unit=place.units[unit], at=now())
        found[role] = User.objects.get(pk=seated.user_id)
    return {role: found[role] for role in ROLES}


def _actor(user: User) -> Actor:
    return actor_for(user=user, at=now())


def _objects(here: Cast, people: dict[str, User]) -> dict[str, Any]:
    today = timezone.localdate()
    letter = _incoming(here, people, today)
    draft = outgoing.draft(
        actor=_actor(people["officer"]), at=now(),
        fields=outgoing.Fields(
            kind="cong_van", subject="trả lời về chữ ký số", body="Xin trả lời./.",
            addressees="UBND huyện Hiệp Hòa", signer_post_id=here.posts["leader"].pk,
        ),
    )  # fmt: skip
    notice = Notice.objects.create(
        event_key="thu", kind="documents.incoming.arrived", recipient=people["clerk"],
        title="Văn bản mới", url="/van-ban-den/", at=now(),
    )  # fmt: skip
    saved = SavedFilter.objects.create(
        owner_id=people["clerk"].pk, listing="incoming", label="Khẩn", query="khan=1"
    )
    task = create_task(
        actor=_actor(people["leader"]), at=now(), title="Rà soát chữ ký số",
        lead=Target(unit_id=here.units["it"].pk),
    )  # fmt: skip
    subject = Subject(INCOMING_KIND, letter.pk)
    file = File.objects.get(subject_kind=subject.kind, subject_id=subject.id)
    parts = Assignment.objects.filter(
        matter__subject_kind=subject.kind, matter__subject_id=letter.pk
    )
    opinion = ask_opinion(
        actor=_actor(people["officer"]), at=now(), subject=subject,
        targets=[Target(unit_id=here.units["post"].pk)], question="Có ý kiến gì không?",
    )[0]  # fmt: skip
    request = ask_extension(
        actor=_actor(people["officer"]), at=now(), assignment_id=parts.latest("pk").pk,
        due_on=today + timedelta(days=9), reason="Chờ số liệu của huyện",
    )  # fmt: skip
    return _more(here, people) | {
        "opinion_id": opinion.pk,
        "request_id": request.pk,
        "agency_id": here.agency.pk,
        "unit_id": here.units["it"].pk,
        "post_id": here.posts["it_officer"].pk,
        "leader_id": here.appointments["leader"].pk,
        "deputy_id": here.appointments["deputy"].pk,
        "appointment_id": here.appointments["it_officer"].pk,
        "user_id": people["officer"].pk,
        "incoming_id": letter.pk,
        "outgoing_id": draft.pk,
        "task_id": task.pk,
        "file_id": file.pk,
        "notice_id": notice.pk,
        "key": saved.pk,
        "procedure_code": _procedure(),
        "process_id": procedures.internal_process().pk,
        "step": "ky",
        "move": "duyet",
        "kind": "bpmn",
        "field_id": procedures.field().pk,
        "run_id": _import_run().pk,
        "code_id": organisation.agency_code(here.agency, "H02.15").pk,
        "day_id": CalendarDay.objects.create(
            day=today + timedelta(days=30), kind=DayKind.HOLIDAY, name="Nghỉ", agency=here.agency
        ).pk,
        "hours_id": _hours(here).pk,
        **_signing(here, people, file),
        **_post(here, draft.pk),
        **_hall(here, people),
        **_fees(here, people),
        **_figures(people),
        "delegation_id": organisation.delegation(
            here.appointments["leader"], here.appointments["deputy"], scopes=["documents."],
            starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(days=3),
        ).pk,
        "register_id": letter.register_id,
        "assignment_id": parts.order_by("-pk").values_list("pk", flat=True)[0],
        "matter_id": parts[0].matter_id,
        "token_id": AccessToken.objects.get(user=people["clerk"]).pk,
        "session_id": 1,
        "versions": {"incoming_id": letter.version, "outgoing_id": draft.version},
    }  # fmt: skip


def _procedure() -> str:
    """The code of a procedure with two versions and a draft."""
    first = procedures.published()
    procedures.published(first.procedure.code, valid_from=timezone.localdate())
    procedures.draft(first.procedure.code)
    return first.procedure.code


def _form() -> dict[str, Any]:
    """A form that is still being built, with one field."""
    document = {
        "format": FORMAT,
        "sections": [{"key": "mot", "title": "Một", "fields": [
            {"key": "ten", "type": "person_name", "label": "Họ tên"}
        ]}],
    }  # fmt: skip
    draft = create_form(
        actor=system_actor("demo"), at=now(), key="mau_thu", title="Mẫu thử", document=document
    )
    return {"version_id": draft.pk, "form_id": draft.form_id, "form_key": draft.form.key}


def _import_run() -> ImportRun:
    report = {"rows": 0, "added": 0, "changed": 0, "same": 0, "refused": 0, "doubtful": 0,
              "fields": [], "doubts": []}  # fmt: skip
    return ImportRun.objects.create(
        file_name="danh-muc.csv",
        valid_from=timezone.localdate(),
        created_at=now(),
        report=report,
        data=gzip.compress("Mã thủ tục,Tên thủ tục,Lĩnh vực\n1.000001,Tên,Lạ\n".encode()),
    )


def _incoming(here: Cast, people: dict[str, User], today: date) -> Any:
    """A letter with the division's head, on which the officer was asked and wants more time."""
    clerk = _actor(people["clerk"])
    fields = Fields(
        issuer_name="UBND huyện Hiệp Hòa", issued_on=today, code="12/UBND-VP", kind="cong_van",
        subject="V/v đăng ký chứng thư số",
    )  # fmt: skip
    papers = take_in(
        actor=clerk, at=now(), uploads=[Upload(io.BytesIO(files.pdf()), "12-UBND-VP.pdf")]
    )
    letter = incoming.register(actor=clerk, at=now(), fields=fields, papers=papers)
    letter = incoming.direct(
        actor=_actor(people["leader"]), at=now(), incoming_id=letter.pk,
        lead=Target(unit_id=here.units["it"].pk), instruction="Tham mưu trả lời",
        due_on=today + timedelta(days=5),
    )  # fmt: skip
    return incoming.assign(
        actor=_actor(people["unit_head"]), at=now(), incoming_id=letter.pk,
        lead=Target(post_id=here.posts["it_officer"].pk), instruction="Soạn trả lời",
    )  # fmt: skip


def _more(here: Cast, people: dict[str, User]) -> dict[str, Any]:
    """A record file, a list of places and a held number."""
    clerk = _actor(people["clerk"])
    record = records.create_record(
        actor=clerk,
        at=now(),
        code="01.CNTT",
        title="Chữ ký số",
        retention="10 năm",
        year=now().year,
    )
    group = outgoing.save_group(
        actor=clerk, at=now(), name="Các huyện", agency_ids=[here.agency.pk]
    )
    held = registers.hold(actor=clerk, at=now(), agency_id=here.agency.pk, reason="Văn bản sắp ký")[
        0
    ]
    return {"record_id": record.pk, "group_id": group.pk, "number_id": held.pk}


def _signing(here: Cast, people: dict[str, User], file: File) -> dict[str, Any]:
    """The leader's key and picture, and a batch that the clerk has put before the leader."""
    leader = _actor(people["leader"])
    key = signing.enrol(leader, now())
    spec = ItemSpec(Subject(file.subject_kind, file.subject_id), "Thư trả lời", file.pk)
    batch = request_signatures(
        actor=_actor(people["clerk"]), at=now(), signer_id=leader.user_id or 0, items=[spec]
    )
    picture = likeness_of(user_id=leader.user_id, agency_id=None)
    return {
        "key_id": key.pk, "batch_id": batch.pk, "likeness_id": picture.pk if picture else 0,
    }  # fmt: skip


def _post(here: Cast, letter_id: int) -> dict[str, Any]:
    """A connection, an envelope of the agency that cannot leave, and a message held back."""
    peer = exchange.peer("huyen", routes=["H05.31"])
    envelope = Envelope.objects.create(
        direction="sent", kind="letter", sender_agency_id=here.agency.pk, sender_code="H05.15",
        document_id="H05.15,2026/11/23,1/STTTT", digest="0" * 64, created_at=now(), letter={},
        subject_kind=OUTGOING_KIND, subject_id=letter_id,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        envelope=envelope, organ_code="H05.31", peer=peer, lane="H05.15>H05.31", state="dead",
        cause="Bên nhận từ chối.", waiting_since=now(),
    )  # fmt: skip
    raw = exchange.stored(files.pdf("Goi tin"))
    held = Quarantined.objects.create(
        peer=peer, raw=raw.blob, reason_code="unknown_organ", reason="Không có cơ quan nào.",
        first_at=now(), last_at=now(),
    )  # fmt: skip
    return {
        "peer_id": peer.pk, "route_id": peer.routes.get().pk, "envelope_id": envelope.pk,
        "delivery_id": delivery.pk, "held_id": held.pk,
    }  # fmt: skip


def _hall(here: Cast, people: dict[str, User]) -> dict[str, Any]:
    """A hall of the agency with a group, a counter, a kiosk, a ticket and an appointment."""
    system, at = system_actor("demo"), now()
    hall = queue.save_hall(
        actor=system, agency_id=here.agency.pk, at=at,
        fields=queue.HallFields(name="Sảnh chính", slug="sanh-chinh", opening=Opening.ALWAYS),
    )  # fmt: skip
    fields = queue.GroupFields(prefix="A", name="Đất đai", slot_minutes=30, book_days=30)
    group = queue.save_group(actor=system, hall_id=hall.pk, fields=fields, at=at)
    desk = queue.CounterFields(number=1, group_ids=[group.pk])
    counter = queue.save_counter(actor=system, hall_id=hall.pk, fields=desk, at=at)
    device, _ = queue.add_device(actor=system, hall_id=hall.pk, name="Máy 1", at=at)
    ticket = queue.take(
        actor=system, hall_id=hall.pk, group_id=group.pk, request_key="quyen-lay-so", at=at
    )
    dawn = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if not calendar_for(here.agency.pk).works_on(dawn.date()):  # who has an appointment comes today
        CalendarDay.objects.create(
            day=dawn.date(), kind=DayKind.MAKE_UP, name="Làm bù", agency=here.agency
        )
    appointment = queue.book(
        actor=system, group_id=group.pk, starts_at=slots_of(group, dawn)[0], name="Lê Thị Dân",
        phone="0912345678", request_key="quyen-dat-hen", at=dawn,
    )  # fmt: skip
    return {
        "hall_id": hall.pk, "service_group_id": group.pk, "counter_id": counter.pk,
        "slug": hall.slug, "ticket_key": ticket.key, "device_id": device.pk, "ticket_id": ticket.pk,
        "booking_id": appointment.pk,
    }  # fmt: skip


def _fees(here: Cast, people: dict[str, User]) -> dict[str, Any]:
    """A charge that is due, another paid in cash and asked back, a session, an account."""
    clerk, at = _actor(people["clerk"]), now()
    due, paid = fees.charge(clerk), fees.charge(clerk)
    till = fees.actions.open_session(actor=clerk, at=at, opening=0)
    payment = fees.actions.take_cash(
        actor=clerk, at=at, charge_id=paid.pk, amount=paid.amount, version=paid.version
    )
    refund = fees.actions.ask_refund(actor=clerk, at=at, payment_id=payment.pk, reason="Rút hồ sơ")
    exemption = fees.actions.set_exemption(
        actor=system_actor("demo"), at=at, code="nguoi-co-cong", name="Người có công",
        percent=100, legal_basis="Luật Phí và lệ phí 97/2015/QH13, Điều 10",
    )  # fmt: skip
    return {
        "charge_id": due.pk, "pay_key": due.key, "payment_id": payment.pk, "till_id": till.pk,
        "receipt_id": payment.receipt.pk, "refund_id": refund.pk,
        "rule_id": due.lines.values_list("rule_id", flat=True)[0],
        "exemption_code": exemption.code, "gateway_code": fees.account(here.agency.pk).code,
    }  # fmt: skip


def _figures(people: dict[str, User]) -> dict[str, Any]:
    """A desk for which the agency reports, and a file of figures that waits."""
    actor, at = actor_for(user=people["clerk"], at=now()), now()
    data = b"unit_code,history_date,count_tiep_nhan,count_ky_truoc\nH_THU,2016-03-31,1,0\n"
    found = hub.read_file(data, "thang.csv", at.date())
    batch = hub.stage_import(actor=actor, data=data, found=found, file_name="thang.csv", at=at)
    desk = Desk.objects.create(code="H_THU", name="Huyện Thử", reporter_id=actor.agency_id)
    told = hub.save_feedback(
        actor=actor, fields=hub.FeedbackFields(local_date(at), "Chờ lâu ở quầy"), at=at
    )
    return {"batch_id": batch.pk, "desk_id": desk.pk, "feedback_id": told.pk}


def slots_of(group: Any, at: datetime) -> list[datetime]:
    """Every hour to come that may be booked."""
    return [start for day in days_of(group, at) for start in starts_on(group, day, at=at)]


def _hours(here: Cast) -> WorkingHours:
    return WorkingHours.objects.create(
        agency=here.agency, morning_from=time(7), morning_to=time(11, 30),
        afternoon_from=time(13), afternoon_to=time(16, 30),
    )  # fmt: skip
