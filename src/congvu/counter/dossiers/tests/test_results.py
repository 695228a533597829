"""Results that are signed by keys: refusals, person then agency, number, verification, revoking."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from congvu.core.accounts.models import User
from congvu.core.files import queries as files
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.choices import Making, State
from congvu.counter.dossiers.errors import (
    NotDigital,
    NothingProposed,
    NothingToRevoke,
    NotRevoked,
    NotSigned,
    NotYet,
    SealedAlready,
    SignedAlready,
)
from congvu.counter.dossiers.factories import AT, Desk, desk
from congvu.counter.dossiers.models import Dossier, ResultEntry
from congvu.counter.procedures import factories as procedures
from congvu.counter.procedures.models import ProcedureVersion
from congvu.office.signing import actions as signing_actions
from congvu.office.signing import factories as signing
from congvu.office.signing.errors import WrongPin
from congvu.office.signing.factories import PIN
from congvu.office.signing.models import SigningKey
from congvu.office.signing.verification import verify
from congvu.office.signing.verification.anchors import Anchors

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Desk:
    return desk()


def keys(place: Desk) -> tuple[SigningKey, SigningKey]:
    own = signing.enrol(place.leader, AT)
    return own, signing.enrol_seal(place.agency.pk, place.agency.name, AT)


def proposed(place: Desk, **parts: str) -> Dossier:
    dossier = place.started()
    given: dict[str, Any] = {"name": "Giấy phép", "making": Making.TEMPLATE} | parts
    actions.propose(actor=place.officer, at=AT, dossier_id=dossier.pk, **given)
    return dossier


def approved(place: Desk, **parts: str) -> Dossier:
    dossier = proposed(place, **parts)
    return actions.finish(actor=place.leader, at=AT, dossier_id=dossier.pk)


def sign(place: Desk, dossier: Dossier, key: SigningKey, pin: str = PIN) -> None:
    about: dict[str, Any] = {"actor": place.leader, "at": AT, "dossier_id": dossier.pk}
    paper = actions.sign_result(**about, key_id=key.pk, pin=pin)
    actions.keep_signed(**about, paper=paper)


def seal(place: Desk, dossier: Dossier, key: SigningKey, pin: str = PIN) -> ResultEntry:
    about: dict[str, Any] = {"actor": place.clerk, "at": AT, "dossier_id": dossier.pk}
    paper = actions.seal_result(**about, key_id=key.pk, pin=pin)
    return actions.keep_sealed(**about, paper=paper)


# Refusals


def test_only_the_leader_signs_and_only_the_desk_seals(place: Desk) -> None:
    own, agency = keys(place)
    dossier = approved(place)
    ways: tuple[Any, ...] = (
        (actions.sign_result, organisation.seat(Role.LEADER), own, NotFound),
        (actions.sign_result, place.officer, own, NotAllowed),
        (actions.sign_result, place.clerk, agency, NotAllowed),
        (actions.seal_result, place.leader, agency, NotAllowed),
        (actions.seal_result, organisation.seat(Role.CLERK), agency, NotFound),
        (actions.seal_result, place.clerk, agency, NotSigned),
    )
    for act, actor, key, refusal in ways:
        with pytest.raises(refusal):
            act(actor=actor, at=AT, dossier_id=dossier.pk, key_id=key.pk, pin=PIN)
    with pytest.raises(WrongPin):
        sign(place, dossier, own, pin="000000")
    assert not queries.signed_by(dossier.result)


def test_what_is_not_there_is_not_signed(place: Desk) -> None:
    own, _ = keys(place)
    with pytest.raises(NothingProposed):
        sign(place, place.started(), own)
    by_hand = approved(place, making=Making.PAPER)
    with pytest.raises(NotDigital, match="ký giấy"):
        sign(place, by_hand, own)
    empty = proposed(place, making=Making.FILE)
    with pytest.raises(NothingProposed, match="tệp PDF"):
        sign(place, empty, own)
    with pytest.raises(Invalid, match="đủ tên loại"):
        proposed(place, body="\u200b")


def test_unsigned_or_unsealed_results_are_not_given(place: Desk) -> None:
    own, _ = keys(place)
    dossier = approved(place)
    for said in ("Lãnh đạo chưa ký số", "chưa được cấp số, đóng dấu số"):
        with pytest.raises(NotYet, match=said) as refusal:
            actions.return_result(actor=place.clerk, at=AT, dossier_id=dossier.pk)
        assert refusal.value.data["needs"] == ["result_signed"]
        assert queries.approved_result(dossier.pk) is None, "nor shown to the applicant"
        if said.startswith("Lãnh"):
            sign(place, dossier, own)
    with pytest.raises(SignedAlready):
        sign(place, dossier, own)


def test_a_result_that_changed_meanwhile_is_not_kept(place: Desk) -> None:
    own, _ = keys(place)
    dossier = proposed(place)
    about: dict[str, Any] = {"actor": place.leader, "at": AT, "dossier_id": dossier.pk}
    paper = actions.sign_result(**about, key_id=own.pk, pin=PIN)
    actions.propose(
        actor=place.officer, at=AT, dossier_id=dossier.pk, name="Khác", making=Making.TEMPLATE,
        body="Lời khác hẳn.",
    )  # fmt: skip
    with pytest.raises(Stale):
        actions.keep_signed(**about, paper=paper)
    dossier.refresh_from_db()
    assert queries.kinds_on(dossier.result) == frozenset()


def test_another_file_in_its_place_counts_as_unsigned(place: Desk) -> None:
    """The signatures are looked for upon the bytes that stand, not in what once happened."""
    own, agency = keys(place)
    dossier = approved(place)
    sign(place, dossier, own)
    seal(place, dossier, agency)
    result = dossier.result
    result.refresh_from_db()
    assert queries.is_signed(result)
    result.sha256 = "0" * 64
    result.save()
    assert not queries.is_signed(result)


def test_numbers_stand_once(place: Desk) -> None:
    own, agency = keys(place)
    dossier = approved(place)
    sign(place, dossier, own)
    with pytest.raises(WrongPin):
        seal(place, dossier, agency, pin="000000")
    held = ResultEntry.objects.get()
    assert (held.number, held.sealed_at) == (1, None), "kept for the next try"
    assert seal(place, dossier, agency).pk == held.pk
    held.pk, held.key, held.number = None, "x", 2
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()
    with pytest.raises(SealedAlready):
        seal(place, dossier, agency)


def test_nothing_is_revoked_or_made_again_before_its_time(place: Desk) -> None:
    own, agency = keys(place)
    dossier = approved(place)
    revoke: dict[str, Any] = {"actor": place.leader, "at": AT, "dossier_id": dossier.pk}
    again: dict[str, Any] = {
        "actor": place.officer,
        "at": AT,
        "dossier_id": dossier.pk,
        "body": "Lời mới.",
    }
    with pytest.raises(NothingToRevoke):
        actions.revoke_result(**revoke, reason="Sai tên")
    sign(place, dossier, own)
    seal(place, dossier, agency)
    with pytest.raises(NotRevoked):
        actions.reissue_result(**again)
    with pytest.raises(Invalid, match="Lý do thu hồi"):
        actions.revoke_result(**revoke, reason=" ")
    with pytest.raises(NotAllowed):
        actions.revoke_result(**{**revoke, "actor": place.officer}, reason="Sai tên")


# The way through


def test_from_template_to_a_verified_result(place: Desk) -> None:
    own, agency = keys(place)
    actions.keep_template(
        actor=place.clerk, at=AT, heading="Giấy phép", notation="gp", procedure_code=place.code,
        body="Cấp cho {chu_ho_so}, hồ sơ {ma_ho_so}; {f.khong_co}.\nCó giá trị một năm.",
    )  # fmt: skip
    dossier = approved(place)
    assert dossier.result.body.startswith(f"Cấp cho Nguyễn Thị Mẫu, hồ sơ {dossier.code}; ……")
    sign(place, dossier, own)
    assert queries.kinds_on(Dossier.objects.get().result) == {"person"}
    entry = seal(place, dossier, agency)
    result = Dossier.objects.get().result
    assert (entry.number, entry.year, entry.code[:5]) == (1, 2026, "01/GP")
    assert (result.code, queries.is_signed(result)) == (entry.code, True)
    (file,) = queries.papers_of(result)
    with files.open_file(file) as stream:
        content = stream.read()
    report = verify(content, at=AT, anchors=Anchors())
    assert [one.integrity for one in report.signatures] == ["intact"] * 3
    assert b"pdfaid:part" in content or b"OutputIntent" in content, "PDF/A as it was drawn"
    run_all()
    found = queries.verified(entry.key)
    assert (found.applicant != "Nguyễn Thị Mẫu", found.dossier_code) == (True, dossier.code)
    assert len(found.cards) == 3
    page = Client().get(f"/ket-qua/{entry.key}/")
    said = page.content.decode()
    assert page.status_code == 200
    assert entry.code in said and "Đang có hiệu lực" in said and place.leader.name in said
    assert "Nguyễn Thị Mẫu" not in said, "whole names stand on the paper alone"
    assert Client().get("/ket-qua/khong-co/").status_code == 404
    done = actions.return_result(actor=place.clerk, at=AT, dossier_id=dossier.pk)
    assert done.state == State.RETURNED


def test_a_revoked_result_says_so_and_a_new_one_takes_its_place(place: Desk) -> None:
    own, agency = keys(place)
    dossier = approved(place)
    sign(place, dossier, own)
    first = seal(place, dossier, agency)
    actions.return_result(actor=place.clerk, at=AT, dossier_id=dossier.pk)
    actions.revoke_result(
        actor=place.leader, at=AT, dossier_id=dossier.pk, reason="In sai năm sinh"
    )
    assert queries.approved_result(dossier.pk) is None
    gone = Client().get(f"/ket-qua/{first.key}/").content.decode()
    assert "đã bị thu hồi" in gone and "In sai năm sinh" not in gone
    actions.reissue_result(
        actor=place.leader, at=AT, dossier_id=dossier.pk, body="Lời đã sửa.", name="Giấy phép"
    )
    sign(place, dossier, own)
    second = seal(place, dossier, agency)
    assert (second.number, second.replaces_id) == (2, first.pk)
    assert second.code in Client().get(f"/ket-qua/{first.key}/").content.decode()
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert [e.code for e in queries.register_entries(place.clerk, AT.date(), AT.date())] == [
        second.code, first.code,
    ]  # fmt: skip


def test_many_with_one_pin(place: Desk) -> None:
    own, agency = keys(place)
    dossiers = [approved(place), proposed(place), approved(place, making=Making.PAPER)]
    ids = [one.pk for one in dossiers]
    with pytest.raises(Invalid, match="Không có kết quả"):
        actions.lay_results(actor=place.leader, at=AT, dossier_ids=ids[2:])
    batch = actions.lay_results(actor=place.leader, at=AT, dossier_ids=ids)
    started = signing_actions.confirm(
        actor=place.leader, at=AT, request_id=batch.pk, key_id=own.pk, pin=PIN
    )
    signing_actions.run_request(
        actor=place.leader, clock=lambda: AT, request_id=batch.pk, version=started.version
    )
    assert [d.pk for d in (r.dossier for r in queries.results_to_seal(place.clerk))] == ids[:2]
    done = actions.seal_results(
        actor=place.clerk, at=AT, dossier_ids=ids, key_id=agency.pk, pin=PIN
    )
    assert [bool(one.refusal) for one in done] == [False, True, True]
    assert "phê duyệt" in done[1].refusal


# Pages


def signed_in(place: Desk, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=getattr(place, who).user_id))
    return client


def test_the_pages_sign_and_seal(place: Desk) -> None:
    own, agency = keys(place)
    dossier = proposed(place)
    href = f"/mot-cua/ho-so/{dossier.pk}/"
    leader, clerk = signed_in(place, "leader"), signed_in(place, "clerk")
    wrong = leader.post(f"{href}phe-duyet/", {"key_id": own.pk, "pin_code": "000000"})
    assert (wrong.status_code, "000000" in wrong.content.decode()) == (422, False)
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING, "what cannot be signed is not approved either"
    good = leader.post(f"{href}phe-duyet/", {"key_id": own.pk, "pin_code": PIN})
    assert good.status_code == 302
    assert "Chờ cấp số" in clerk.get("/mot-cua/so-ket-qua/").content.decode()
    sealed = clerk.post(f"{href}dong-dau/", {"key_id": agency.pk, "pin_code": PIN})
    assert sealed.status_code == 302
    assert "Đang có hiệu lực" in clerk.get(href).content.decode()
    form = clerk.post(f"{href}ky-bieu-mau/", {"number": 1, "key_id": agency.pk, "pin_code": PIN})
    assert form.status_code == 302
    assert queries.signed_form(dossier, 1) is not None
    kept = clerk.post(
        "/mot-cua/mau-ket-qua/", {"heading": "Giấy phép", "notation": "GP", "body": "Cấp."}
    )
    assert kept.status_code == 302


def test_a_process_waits_for_the_signature_and_the_seal(place: Desk) -> None:
    version = ProcedureVersion.objects.get(procedure__code=place.code)
    procedures.internal_process(version)
    own, agency = keys(place)
    dossier = place.received()
    actions.take_step(
        actor=place.clerk, at=AT, dossier_id=dossier.pk, step="tiep_nhan", move="chuyen",
        seats={"tham_dinh": actions.Seat(post_id=place.officer.post_id)},
    )  # fmt: skip
    actions.propose(
        actor=place.officer, at=AT, dossier_id=dossier.pk, name="Giấy phép", making=Making.TEMPLATE
    )
    moves: dict[str, Any] = {"at": AT, "dossier_id": dossier.pk}
    actions.take_step(actor=place.officer, **moves, step="tham_dinh", move="trinh")
    with pytest.raises(NotYet, match="Lãnh đạo chưa ký số"):
        actions.take_step(actor=place.leader, **moves, step="ky", move="duyet")
    sign(place, dossier, own)
    actions.take_step(actor=place.leader, **moves, step="ky", move="duyet")
    with pytest.raises(NotYet, match="đóng dấu số"):
        actions.take_step(actor=place.clerk, **moves, step="tra_kq", move="xong")
    seal(place, dossier, agency)
    done = actions.take_step(actor=place.clerk, **moves, step="tra_kq", move="xong")
    assert done.state == State.RETURNED
