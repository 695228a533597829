"""Records of verification: who may ask, what is kept, who may read it."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.core.accounts.models import User
from congvu.core.audit.actions import action
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.models import File
from congvu.core.jobs.models import Job
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject
from congvu.office.signing import actions, jobs, queries
from congvu.office.signing.choices import AnchorLabel, Finding
from congvu.office.signing.models import ValidationRecord
from congvu.office.signing.pages.verification import cards_of, lines_of
from congvu.office.signing.verification.stored import read_report
from congvu.office.signing.verification.tests import made
from congvu.office.signing.verification.tests.made import AT
from congvu.office.work.actions import Target, create_task
from congvu.office.work.choices import TASK_KIND
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def signed() -> bytes:
    first = made.sign(made.letter(), "LanhDao", stamped=True)
    return made.sign(first, "ConDau", made.agency(), stamped=True, box=(200, 300, 280, 380))


@pytest.fixture
def trusted() -> None:
    actions.trust.add(
        actor=system_actor("cli"), at=AT, label=AnchorLabel.TEST, source="Bộ kiểm thử",
        certificates=made.root().certificate.public_bytes(Encoding.PEM),
    )  # fmt: skip


@pytest.fixture
def file(people: Cast, signed) -> File:
    """A signed letter on a task that the head of the division gave to an officer."""
    head = people.actor("it_head")
    task = create_task(
        actor=head, at=AT, title="Rà soát chữ ký số",
        lead=Target(post_id=people.posts["it_officer"].pk),
    )  # fmt: skip
    stored = files.store(
        stream=BytesIO(signed), name="cong-van.pdf", use=Use.ATTACHMENT, actor=head, at=AT
    )
    return attach(actor=head, at=AT, stored=stored, task_id=task.pk)


@action("tests.signing.attach")
def attach(*, actor: Actor, at: datetime, stored: files.Stored, task_id: int) -> File:
    """What a room does that keeps a file with its subject."""
    return files.attach(
        source=stored, subject=Subject(TASK_KIND, task_id), use=Use.ATTACHMENT, actor=actor, at=at
    )


def signed_in(people: Cast, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=people.appointments[name].user_id))
    return client


def test_a_stranger_verifies_nothing_that_he_may_not_read(people: Cast, file: File):
    with pytest.raises(NotFound):
        actions.validate(actor=people.actor("post_officer"), at=AT, file=file)
    assert not ValidationRecord.objects.exists()


def test_a_kept_file_keeps_its_record(people: Cast, file: File, trusted):
    row = actions.validate(actor=people.actor("it_officer"), at=AT, file=file)
    assert row.verdict == Finding.VALID
    assert (row.file_id, row.sha256) == (file.pk, file.blob.sha256)
    assert queries.validation.record_for(people.actor("it_head"), row.pk) == row
    with pytest.raises(NotFound):
        queries.validation.record_for(people.actor("post_officer"), row.pk)


def test_an_upload_is_only_for_who_brought_it(people: Cast, signed):
    row = actions.check(actor=people.actor("clerk"), at=AT, name="la.pdf", pdf=signed)
    assert row.file is None
    assert list(queries.validation.made_by(people.actor("clerk"))) == [row]
    with pytest.raises(NotFound):
        queries.validation.record_for(people.actor("leader"), row.pk)


def test_a_job_verifies_each_content_of_a_subject_once(people: Cast, file: File, trusted):
    assert actions.validate_later(file.subject) == 1
    assert actions.validate_later(file.subject) == 1
    job = Job.objects.get(name="signing.validate")
    jobs.validate_file(at=AT, **job.args)
    (row,) = ValidationRecord.objects.all()
    assert (row.user_id, row.verdict) == (None, Finding.VALID)


def test_a_file_taken_off_meanwhile_is_left_alone(people: Cast, file: File):
    File.objects.filter(pk=file.pk).update(removed_at=AT)
    jobs.validate_file(at=AT, file_id=file.pk)
    assert not ValidationRecord.objects.exists()


def test_the_kept_report_reads_back_as_it_was(people: Cast, signed, trusted):
    row = actions.check(actor=people.actor("clerk"), at=AT, name="la.pdf", pdf=signed)
    row.refresh_from_db()
    report = read_report(row.report)
    assert report.as_json() == row.report
    assert [facts.field for facts in report.signatures] == ["LanhDao", "ConDau"]
    assert [card.tone for card in cards_of(row)] == ["ok", "ok"]


def test_lines_of_a_letter_cost_one_query(people: Cast, file: File, django_assert_num_queries):
    actions.validate(actor=people.actor("it_officer"), at=AT, file=file)
    newest = actions.validate(actor=people.actor("it_officer"), at=AT, file=file)
    with django_assert_num_queries(1):
        (line,) = lines_of([file])
    assert (line.record, line.tone) == (newest, "warn")


def test_an_officer_uploads_and_reads_the_report(people: Cast, signed, trusted):
    client = signed_in(people, "it_officer")
    assert client.post(reverse("signing:verify")).status_code == 422
    upload = SimpleUploadedFile("la.pdf", signed, "application/pdf")
    answer = client.post(reverse("signing:verify"), {"document": upload}, follow=True)
    words = answer.content.decode()
    assert "Hợp lệ" in words
    assert "Nguyễn Văn Lãnh" in words
    assert "ô chữ ký “ConDau” được ký" in words
    row = ValidationRecord.objects.get()
    paper = client.get(reverse("signing:validation_print", args=[row.pk]))
    assert "Kết quả xác minh chữ ký số" in paper.content.decode()
    other = signed_in(people, "clerk")
    assert other.get(reverse("signing:validation", args=[row.pk])).status_code == 404


def test_a_web_page_for_a_letter_is_answered_in_words(people: Cast):
    client = signed_in(people, "it_officer")
    upload = SimpleUploadedFile("vb.pdf", b"<!DOCTYPE html><p>404</p>", "application/pdf")
    answer = client.post(reverse("signing:verify"), {"document": upload}, follow=True)
    assert "Tệp không phải là PDF" in answer.content.decode()
    assert "Không đủ thông tin" in answer.content.decode()


def test_a_reader_verifies_a_kept_file_again(people: Cast, file: File):
    url = reverse("signing:validate_file", args=[file.pk])
    assert signed_in(people, "post_officer").post(url).status_code == 404
    answer = signed_in(people, "it_officer").post(url)
    assert answer.status_code == 302
    assert ValidationRecord.objects.get().file_id == file.pk


def test_the_api_verifies_an_upload(people: Cast, signed, trusted):
    client = signed_in(people, "clerk")
    upload = SimpleUploadedFile("la.pdf", signed, "application/pdf")
    answer = client.post(
        "/api/v1/signing/verify", {"file": upload}, headers={"Idempotency-Key": "xac-minh-0001"}
    )
    found = json.loads(answer.content)
    assert answer.status_code == 201
    assert (found["verdict"], found["signatures"]) == ("valid", 2)
    again = client.get(f"/api/v1/signing/validations/{found['id']}")
    assert json.loads(again.content)["report"] == found["report"]
