"""Promises of batches: one PIN, each letter its own outcome, a run that dies goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from congvu.core.audit.actions import action, note
from congvu.core.audit.models import Entry
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.models import File
from congvu.core.jobs.models import Job
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.core.kernel.subject import Subject, SubjectKind, kinds
from congvu.core.notifications.models import Notice as Told
from congvu.office.signing import actions, pades, queries, registry
from congvu.office.signing.actions import running
from congvu.office.signing.choices import ItemState, RequestState
from congvu.office.signing.errors import SignerAway, WrongPin
from congvu.office.signing.factories import PIN, enrol, letter
from congvu.office.signing.models import SignatureRecord, SigningItem, SigningRequest
from congvu.office.work.factories import AT, Cast

pytestmark = pytest.mark.django_db
NAMED = actions.Named("Nguyễn Văn Bình", "GIÁM ĐỐC")
KIND = "signing.sample"


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of letter that everybody reads."""
    kind = SubjectKind(KIND, "Mẫu", lambda ids: {}, lambda actor, ids: set(ids))
    monkeypatch.setitem(kinds._entries, KIND, kind)


@action("signing.sample.attach")
def attach(*, actor: Actor, at, stored: files.Stored, number: int) -> File:
    note(None)
    return files.attach(
        source=stored, subject=Subject(KIND, number), use=Use.MAIN, actor=actor, at=at
    )


def paper(actor: Actor, number: int, pdf: bytes | None = None) -> File:
    content = letter(number=number) if pdf is None else pdf
    stored = files.store(
        stream=ContentFile(content), name=f"thu-{number}.pdf", use=Use.MAIN, actor=actor, at=AT
    )
    return attach(actor=actor, at=AT, stored=stored, number=number)


def put(people: Cast, papers: list[File], **more) -> SigningRequest:
    items = [
        actions.ItemSpec(file.subject, f"Thư số {file.subject.id}", file.pk, NAMED)
        for file in papers
    ]
    return actions.request(
        actor=people.actor("clerk"), at=AT, signer_id=people.actor("leader").user_id, items=items,
        **more,
    )  # fmt: skip


def confirm(people: Cast, row: SigningRequest, key, pin: str = PIN, who: str = "leader"):
    return actions.confirm(
        actor=people.actor(who), at=AT, request_id=row.pk, key_id=key.pk, pin=pin
    )


def run(people: Cast, row: SigningRequest) -> None:
    actions.run_request(
        actor=people.actor("leader"), clock=lambda: AT, request_id=row.pk, version=row.version
    )


def states(row: SigningRequest) -> list[str]:
    return list(row.items.values_list("state", flat=True))


@pytest.fixture
def key(people: Cast):
    return enrol(people.actor("leader"), AT)


def test_a_batch_needs_letters_that_are_different_pdfs(people: Cast):
    clerk = people.actor("clerk")
    one = paper(clerk, 1)
    for papers in ([], [one, one]):
        with pytest.raises(Invalid):
            put(people, papers)
    with pytest.raises(NotFound):
        File.objects.filter(pk=one.pk).update(subject_kind="nobody.knows")
        one.refresh_from_db()
        put(people, [one])


def test_a_signer_elsewhere_is_refused(people: Cast):
    one = paper(people.actor("clerk"), 1)
    with pytest.raises(Invalid, match="Người ký"):
        actions.request(
            actor=people.actor("clerk"), at=AT, signer_id=10**9,
            items=[actions.ItemSpec(one.subject, "Thư", one.pk, NAMED)],
        )  # fmt: skip


def test_only_the_signer_confirms(people: Cast, key):
    row = put(people, [paper(people.actor("clerk"), 1)])
    with pytest.raises(NotAllowed):
        confirm(people, row, key, who="clerk")
    with pytest.raises(NotFound):
        confirm(people, row, key, who="deputy")
    with pytest.raises(WrongPin):
        confirm(people, row, key, pin="000000")
    row.refresh_from_db()
    assert row.state == RequestState.WAITING
    assert not Job.objects.filter(name="signing.request.run").exists()


def test_the_signer_hears_of_it_and_the_maker_of_the_end(people: Cast, key):
    row = put(people, [paper(people.actor("clerk"), 1)])
    assert Told.objects.get().recipient_id == people.actor("leader").user_id
    run(people, confirm(people, row, key))
    assert Told.objects.filter(recipient_id=people.actor("clerk").user_id).count() == 1


def test_a_hundred_letters_with_two_that_cannot_be_signed(people: Cast, key):
    clerk = people.actor("clerk")
    papers = [paper(clerk, number) for number in range(1, 99)]
    papers += [paper(clerk, 99, letter(name="Ai Đó Khác")), paper(clerk, 100, letter(name="Lạ"))]
    row = confirm(people, put(people, papers), key)
    run(people, row)
    row.refresh_from_db()
    assert row.state == RequestState.DONE
    found = states(row)
    assert found.count(ItemState.SIGNED) == 98
    assert found[98:] == [ItemState.REFUSED] * 2
    refused = row.items.get(position=99)
    assert "Không tìm thấy chỗ ký" in refused.outcome
    assert SignatureRecord.objects.count() == 98
    for item in row.items.filter(state=ItemState.SIGNED).select_related("result", "file")[:5]:
        assert item.result.version == item.file.version + 1
        assert item.result.lineage == item.file.lineage
    progress = queries.progress_of(row.pk)
    assert (progress.total, progress.signed, progress.refused, progress.left) == (100, 98, 2, 0)


def test_the_pin_is_gone_when_the_run_is_over(people: Cast, key):
    row = confirm(people, put(people, [paper(people.actor("clerk"), 1)]), key)
    assert bytes(SigningRequest.objects.get(pk=row.pk).grant)
    assert PIN.encode() not in bytes(row.grant)
    run(people, row)
    row.refresh_from_db()
    assert (bytes(row.grant), row.grant_until) == (b"", None)
    assert PIN not in str(list(Entry.objects.values())) + str(list(Job.objects.values()))


def test_a_run_after_its_time_signs_nothing(people: Cast, key):
    row = confirm(people, put(people, [paper(people.actor("clerk"), 1)]), key)
    actions.run_request(
        actor=people.actor("leader"), clock=lambda: AT + timedelta(minutes=16), request_id=row.pk,
        version=row.version,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.state == RequestState.WAITING
    assert states(row) == [ItemState.WAITING]


def test_a_run_that_died_goes_on_and_signs_nothing_twice(people: Cast, key, monkeypatch):
    papers = [paper(people.actor("clerk"), number) for number in (1, 2, 3)]
    row = confirm(people, put(people, papers), key)
    sign_one, died = running._sign_one, iter([False, True])

    def dying(*args):
        if next(died):
            raise SystemExit
        sign_one(*args)

    with monkeypatch.context() as patch:
        patch.setattr(running, "_sign_one", dying)
        patch.setattr(running, "_finish", lambda **_: None)
        with pytest.raises(SystemExit):
            run(people, row)
    assert states(row) == [ItemState.SIGNED, ItemState.WAITING, ItemState.WAITING]
    run(people, row)
    assert states(row) == [ItemState.SIGNED] * 3
    assert SignatureRecord.objects.count() == 3


def test_a_signer_that_goes_away_leaves_the_rest_waiting(people: Cast, key, monkeypatch):
    papers = [paper(people.actor("clerk"), number) for number in range(1, 6)]
    row = confirm(people, put(people, papers), key)
    real, calls = pades.sign, iter([True, False, False, False])

    def away(*args):
        if next(calls):
            return real(*args)
        raise SignerAway

    with monkeypatch.context() as patch:
        patch.setattr(pades, "sign", away)
        run(people, row)
    row.refresh_from_db()
    assert row.state == RequestState.WAITING
    assert states(row) == [ItemState.SIGNED, *[ItemState.FAILED] * 3, ItemState.WAITING]
    run(people, confirm(people, row, key))
    assert states(row) == [ItemState.SIGNED] * 5


def test_an_old_confirmation_runs_no_more(people: Cast, key):
    row = confirm(people, put(people, [paper(people.actor("clerk"), 1)]), key)
    SigningRequest.objects.filter(pk=row.pk).update(version=row.version + 1)
    run(people, row)
    assert states(row) == [ItemState.WAITING]


def test_a_letter_that_changed_meanwhile_is_not_signed(people: Cast, key):
    clerk = people.actor("clerk")
    one = paper(clerk, 1)
    row = confirm(people, put(people, [one]), key)
    File.objects.filter(pk=one.pk).update(current=False)
    run(people, row)
    item = SigningItem.objects.get()
    assert item.state == ItemState.REFUSED
    assert not SignatureRecord.objects.exists()


def test_the_letters_room_is_told_in_the_same_transaction(people: Cast, key, monkeypatch):
    told = []
    monkeypatch.setitem(registry.signed_hooks._entries, KIND, told.append)
    row = confirm(people, put(people, [paper(people.actor("clerk"), 7)]), key)
    run(people, row)
    [done] = told
    assert done.subject == Subject(KIND, 7)
    assert done.record.sha256_after == done.file.blob.sha256
    assert done.actor == people.actor("leader")


def test_a_cancelled_batch_is_over(people: Cast, key):
    row = put(people, [paper(people.actor("clerk"), 1)])
    with pytest.raises(NotFound):
        actions.cancel(actor=people.actor("deputy"), at=AT, request_id=row.pk)
    actions.cancel(actor=people.actor("clerk"), at=AT, request_id=row.pk)
    with pytest.raises(WrongState):
        confirm(people, row, key)
    assert list(queries.requests_waiting(people.actor("leader"))) == []


def test_reading_needs_a_name_in_it(people: Cast, key):
    row = put(people, [paper(people.actor("clerk"), 1)])
    for name in ("clerk", "leader"):
        assert queries.request_for(people.actor(name), row.pk) == row
    with pytest.raises(NotFound):
        queries.request_for(people.actor("deputy"), row.pk)
