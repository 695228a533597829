"""Files on subjects: versions, what stands, who is told, and what a rollback leaves."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from congvu.core.audit.actions import action
from congvu.core.audit.models import Entry
from congvu.core.files import actions, factories, queries
from congvu.core.files.choices import Use
from congvu.core.files.errors import ContentMissing
from congvu.core.files.models import Blob, File
from congvu.core.jobs.models import Job
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.errors import NotFound, Stale
from congvu.core.kernel.subject import Subject

pytestmark = pytest.mark.django_db


def test_outside_a_verb_nothing_is_attached():
    source = factories.stored()
    with pytest.raises(RuntimeError):
        actions.attach(
            source=source, subject=factories.SUBJECT, use=Use.MAIN, actor=system_actor(),
            at=factories.AT,
        )  # fmt: skip
    assert not File.objects.exists()


def test_a_version_that_was_replaced_cannot_be_replaced_again():
    first = factories.attached()
    factories.attached(replaces=first)
    with pytest.raises(Stale):
        factories.attached(replaces=first)
    assert File.objects.count() == 2


def test_the_database_holds_one_current_version():
    first = factories.attached()
    second = factories.attached(replaces=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.filter(pk=first.pk).update(current=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.filter(pk=second.pk).update(version=1)


def test_versions_follow_each_other():
    first = factories.attached(name="Dự thảo.pdf", use=Use.DRAFT)
    second = factories.attached(name="Dự thảo sửa.pdf", replaces=first)
    assert (second.version, second.lineage, second.use) == (2, first.lineage, Use.DRAFT)
    assert [f.version for f in queries.versions(second)] == [2, 1]
    assert queries.files_of([factories.SUBJECT]) == {factories.SUBJECT: [second]}


def test_files_of_many_subjects_in_one_query(django_assert_num_queries):
    subjects = [Subject("files.sample", n) for n in range(1, 6)] + [Subject("files.other", 1)]
    files = [factories.attached(subject=subject) for subject in subjects[1:]]
    with django_assert_num_queries(1):
        found = queries.files_of(subjects)
        assert [f.blob.kind for group in found.values() for f in group] == ["pdf"] * 5
    assert found[subjects[0]] == []
    assert [found[s] for s in subjects[1:]] == [[f] for f in files]
    with django_assert_num_queries(0):
        assert queries.files_of([]) == {}


def test_a_removed_file_is_gone_for_readers_and_kept_for_history(readers):
    readers.add(1)
    file = factories.attached()
    reader = Actor(user_id=1, username="an", name="An")
    assert queries.get(actor=reader, file_id=file.pk) == file
    factories.remove_sample(file=file, actor=system_actor(), at=factories.AT)
    with pytest.raises(NotFound):
        queries.get(actor=reader, file_id=file.pk)
    assert queries.files_of([factories.SUBJECT])[factories.SUBJECT] == []
    assert File.objects.get().removed_at == factories.AT
    with pytest.raises(Stale):
        factories.remove_sample(file=file, actor=system_actor(), at=factories.AT)


def test_the_verbs_entry_and_the_files_entry_commit_together():
    file = factories.attached()
    entry = Entry.objects.get(verb="files.file.attach")
    assert entry.subject_id == factories.SUBJECT.id
    assert entry.changes["sha256"] == file.blob.sha256
    assert entry.subject_label == "van-ban.pdf"


def test_a_rolled_back_verb_leaves_a_claim_and_no_file():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        factories.attached()
        raise ZeroDivisionError
    assert not File.objects.exists()
    assert not Job.objects.filter(name="files.read").exists()


def test_a_delivered_letter_shares_the_bytes(bytes_in_store):
    file = factories.attached()
    copy = factories.attach_sample(
        source=file, subject=Subject("files.sample", 2), use=Use.MAIN, actor=system_actor(),
        at=factories.AT,
    )  # fmt: skip
    assert copy.blob == file.blob
    assert copy.lineage != file.lineage
    assert len(bytes_in_store()[0]) == 1


def test_reading_is_asked_for_once_per_content():
    first = factories.attached(factories.pdf())
    factories.attached(factories.pdf(), subject=Subject("files.sample", 2))
    assert [job.args for job in Job.objects.filter(name="files.read")] == [
        {"blob_id": first.blob_id}
    ]


def test_a_content_in_use_cannot_be_deleted():
    file = factories.attached()
    with pytest.raises(Exception, match="protected"):
        Blob.objects.get(pk=file.blob_id).delete()


def test_lost_bytes_are_reported_not_hidden(files_folder):
    file = factories.attached()
    with queries.open_file(file) as stream:
        assert stream.read().startswith(b"%PDF-")
    next(path for path in files_folder.glob("??/??/*")).unlink()
    with pytest.raises(ContentMissing):
        queries.open_file(file)


def test_registering_a_letter_costs_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        factories.attached(factories.pdf(padding=100_000))


def test_many_are_attached_with_as_many_statements_as_one(django_assert_max_num_queries):
    source = factories.stored()
    placings = [
        actions.Placing(source.blob, "Công văn.pdf", Subject("files.sample", n), Use.MAIN)
        for n in range(1, 41)
    ]

    @action("files.test.attach_many")
    def verb(*, actor: Actor, at):
        return actions.attach_many(placings=placings, actor=actor, at=at)

    with django_assert_max_num_queries(6):
        files = verb(actor=system_actor(), at=factories.AT)
    assert [f.subject.id for f in files] == list(range(1, 41))
    assert {f.blob_id for f in File.objects.all()} == {source.blob.pk}
    assert Entry.objects.filter(verb="files.file.attach").count() == 40
    assert Job.objects.filter(name="files.read").count() == 1
