"""Forms: drafted, published once they have no flaw, copied, withdrawn, sent in signed packages."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, Stale, WrongState
from congvu.core.kernel.schema.form import read_form
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, errors, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.choices import FormState
from congvu.counter.procedures.formpackages import (
    read_package,
    sign_manifest,
    verify_manifest,
    write_package,
)
from congvu.counter.procedures.formsamples import run_samples, sample
from congvu.counter.procedures.models import FormDefinition, FormVersion
from congvu.office.signing import actions as signing
from congvu.office.signing import factories as keys
from congvu.office.signing.choices import AnchorLabel

SYSTEM = system_actor()
PACKS = Path(__file__).resolve().parents[5] / "packs" / "forms"
DAY = date(2026, 12, 1)
LOOP: dict[str, Any] = {
    "sections": [
        {
            "key": "s", "title": "S",
            "fields": [
                {"key": "a", "type": "whole", "label": "A", "show_when": {"op": "filled", "args": [{"field": "a"}]}}
            ],
        }
    ]
}  # fmt: skip
in_database = pytest.mark.django_db


def publish(version: FormVersion, day: date = DAY) -> FormVersion:
    return actions.publish_form(actor=SYSTEM, at=make.AT, version_id=version.pk, valid_from=day)


@in_database
@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.AGENCY_ADMIN])
def test_who_keeps_no_forms_writes_none(role: Role) -> None:
    person, draft = organisation.seat(role), make.form()
    doors: list[Any] = [
        lambda: actions.create_form(actor=person, at=make.AT, key="x", title="X"),
        lambda: actions.edit_form(actor=person, at=make.AT, version_id=draft.pk, version=1),
        lambda: actions.publish_form(actor=person, at=make.AT, version_id=draft.pk, valid_from=DAY),
        lambda: actions.discard_form(actor=person, at=make.AT, version_id=draft.pk),
        lambda: actions.import_form(actor=person, at=make.AT, package=b""),
        lambda: queries.form_version(person, draft.pk),
        lambda: queries.form_definitions(person),
        lambda: queries.export_form(person, draft, agency_id=None),
    ]
    for door in doors:
        with pytest.raises(NotAllowed):
            door()
    assert FormVersion.objects.get().state == FormState.DRAFT


@in_database
def test_what_is_no_form_is_not_kept() -> None:
    draft = make.form()
    for wrong in ({}, {"sections": 5}, {**draft.document, "la": 1}):
        with pytest.raises(Invalid):
            actions.edit_form(
                actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1, document=wrong
            )
    with pytest.raises(Invalid):
        actions.edit_form(actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1, samples=[{}])
    for key, title in (("Hoa", "x"), ("", "x"), ("a", " ")):
        with pytest.raises(Invalid):
            actions.create_form(actor=SYSTEM, at=make.AT, key=key, title=title)
    with pytest.raises(Conflict):
        actions.create_form(actor=SYSTEM, at=make.AT, key=draft.form.key, title="x")
    with pytest.raises(errors.NoForm):
        actions.discard_form(actor=SYSTEM, at=make.AT, version_id=99)


@in_database
def test_an_older_page_does_not_overwrite_a_newer_draft() -> None:
    draft = make.form()
    kept = actions.edit_form(
        actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1,
        document={**draft.document, "title": "Tên mới"},
    )  # fmt: skip
    assert kept.version == 2 and FormDefinition.objects.get().title == "Tên mới"
    with pytest.raises(Stale):
        actions.edit_form(
            actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1, document=draft.document
        )


@in_database
def test_a_form_with_a_flaw_is_not_published() -> None:
    draft = make.form()
    document = {**draft.document, **LOOP}
    actions.edit_form(actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1, document=document)
    with pytest.raises(errors.FormFlawed, match="vòng tròn"):
        publish(draft)


@in_database
def test_a_form_whose_sample_fails_is_not_published() -> None:
    draft = make.form()
    wrong = sample(read_form(draft.document), "Mẫu", {}, DAY)
    wrong["expect"]["problems"] = []
    actions.edit_form(actor=SYSTEM, at=make.AT, version_id=draft.pk, version=1, samples=[wrong])
    with pytest.raises(errors.FormFlawed, match="Hồ sơ mẫu “Mẫu”"):
        publish(draft)


@in_database
def test_versions_follow_each_other_and_are_written_once() -> None:
    first = publish(make.form())
    assert queries.form_on(first.form.key, DAY) == first
    with pytest.raises(errors.NoForm):
        queries.form_on(first.form.key, DAY - timedelta(days=1))
    with pytest.raises(WrongState):
        actions.edit_form(actor=SYSTEM, at=make.AT, version_id=first.pk, version=first.version)
    draft = actions.draft_form(actor=SYSTEM, at=make.AT, form_id=first.form_id)
    assert draft.number == 2 and draft.document == first.document
    assert actions.draft_form(actor=SYSTEM, at=make.AT, form_id=first.form_id) == draft
    with pytest.raises(errors.Overlap):
        publish(draft)
    second = publish(draft, DAY + timedelta(days=10))
    first.refresh_from_db()
    assert first.valid_to == DAY + timedelta(days=9)
    assert queries.form_on(first.form.key, DAY + timedelta(days=10)) == second
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.filter(pk=first.pk).update(valid_to=None)


@in_database
def test_withdrawn_forms_are_not_offered_and_say_why() -> None:
    row = publish(make.form(), local_date(make.AT))
    with pytest.raises(Invalid):
        actions.withdraw_form(actor=SYSTEM, at=make.AT, version_id=row.pk, reason=" ")
    actions.withdraw_form(actor=SYSTEM, at=make.AT, version_id=row.pk, reason="Luật thay đổi")
    with pytest.raises(errors.NoForm):
        queries.form_on(row.form.key, local_date(make.AT))
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None and entry.verb == "procedures.form.withdraw"


@in_database
def test_a_copy_is_a_form_of_its_own() -> None:
    row = publish(make.form())
    copy = actions.copy_form(
        actor=SYSTEM, at=make.AT, version_id=row.pk, key="ban_chep", title="Bản chép"
    )
    assert copy.form_id != row.form_id and copy.document["key"] == "ban_chep"
    assert copy.document["sections"] == row.document["sections"]


@in_database
def test_forms_belong_to_procedures() -> None:
    procedure = make.published().procedure
    row = actions.create_form(
        actor=SYSTEM, at=make.AT, key="don", title="Đơn", procedure_id=procedure.pk,
        document=make.form_document(),
    )  # fmt: skip
    publish(row)
    assert [one.pk for one in queries.forms_of(procedure.pk, DAY)] == [row.pk]
    with pytest.raises(errors.NoProcedure):
        actions.create_form(actor=SYSTEM, at=make.AT, key="b", title="B", procedure_id=999)


def _signed(pack: str = "khai-sinh", **changes: bytes) -> bytes:
    known = json.loads((PACKS / f"{pack}.json").read_text("utf-8"))
    pair = keys.pair("Sở Tư pháp")
    package = write_package(
        read_form(known["form"]), known["samples"], number=3,
        sign=lambda manifest: sign_manifest(manifest, pair.key, pair.certificate),
    )  # fmt: skip
    return _changed(package, **changes) if changes else package


def _changed(package: bytes, **changes: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name.replace(".", "_"), old.read(name)))
    return target.getvalue()


def _trust() -> None:
    signing.trust.add(
        actor=SYSTEM, at=keys.AT, certificates=b"".join(
            one.public_bytes(Encoding.PEM) for one in keys.authority().chain
        ),
        label=AnchorLabel.TEST, source="đối chiếu khi thử",
    )  # fmt: skip


@in_database
def test_a_signed_package_comes_in_as_a_draft() -> None:
    _trust()
    draft = actions.import_form(actor=SYSTEM, at=make.AT, package=_signed())
    assert draft.state == FormState.DRAFT and draft.is_trusted
    assert "Sở Tư pháp" in draft.origin and len(draft.samples) == 3
    with pytest.raises(Conflict, match="dự thảo"):
        actions.import_form(actor=SYSTEM, at=make.AT, package=_signed())
    publish(draft)
    assert actions.import_form(actor=SYSTEM, at=make.AT, package=_signed()).number == 2


@in_database
def test_unsigned_changed_and_unknown_packages_are_refused_unless_confirmed() -> None:
    known = json.loads((PACKS / "khai-sinh.json").read_text("utf-8"))
    unsigned = write_package(read_form(known["form"]), known["samples"], number=1)
    changed = _signed(samples_json=b"[]\n")
    for package, said in (
        (unsigned, "không có chữ ký số"), (changed, "bị thay đổi"), (_signed(), "Chưa tin cậy"),
        (_signed(manifest_p7s=b"\x30\x03\x02\x01\x01"), "không đúng"),
    ):  # fmt: skip
        with pytest.raises(errors.UntrustedPackage, match=said):
            actions.import_form(actor=SYSTEM, at=make.AT, package=package)
    draft = actions.import_form(actor=SYSTEM, at=make.AT, package=changed, untrusted=True)
    assert not draft.is_trusted


@in_database
def test_a_package_whose_samples_fail_is_refused_even_when_confirmed() -> None:
    known = json.loads((PACKS / "khai-sinh.json").read_text("utf-8"))
    known["samples"][0]["expect"]["data"]["so_ngay"] = 22
    package = write_package(read_form(known["form"]), known["samples"], number=1)
    with pytest.raises(errors.BadPackage, match="Sinh tại cơ sở y tế"):
        actions.import_form(actor=SYSTEM, at=make.AT, package=package, untrusted=True)
    assert not FormDefinition.objects.exists()


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"PK", _zip(), _zip(la=b""), _zip(**{"manifest.json": b"[" * 100_000}),
        _zip(**{"manifest.json": b"{}"}), _zip(**{"manifest.json": b" " * 6_000_000}),
        _zip(**{"manifest.json": b'{"format": "congvu-form-package/1"}', "samples.json": b"5"}),
        _zip(**{"manifest.json": b'{"format": "congvu-form-package/1"}', "samples.json": b"[]", "schema.json": b"[]", "layout.json": b"{}"}),
    ],
    ids=list("abcdefghi"),
)  # fmt: skip
def test_what_is_no_package_is_refused(raw: bytes) -> None:
    with pytest.raises(DomainError):
        read_package(raw)


def test_a_package_is_the_same_to_the_byte_and_gives_the_same_form() -> None:
    for pack in ("khai-sinh", "xuat-ban-khong-kinh-doanh"):
        known = json.loads((PACKS / f"{pack}.json").read_text("utf-8"))
        form = read_form(known["form"])
        package = write_package(form, known["samples"], number=1)
        assert package == write_package(form, known["samples"], number=1)
        content = read_package(package)
        assert (content.form, content.samples, content.intact) == (form, known["samples"], True)
        assert run_samples(form, content.samples) == []


def test_the_signature_is_read_by_openssl_too(tmp_path: Path) -> None:
    content = read_package(_signed())
    seal = verify_manifest(content.manifest, content.signature)
    assert seal.sound and "Sở Tư pháp" in seal.signer
    assert not verify_manifest(content.manifest + b" ", content.signature).sound
    for cut in range(0, len(content.signature), 97):
        assert not verify_manifest(content.manifest, content.signature[:cut]).sound
    (tmp_path / "m").write_bytes(content.manifest)
    (tmp_path / "s").write_bytes(content.signature)
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", "s", "-content", "m"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@in_database
def test_the_command_checks_imports_and_exports(tmp_path: Path, capsys: Any) -> None:
    source = PACKS / "khai-sinh.json"
    call_command("procedures", "form", "check", source)
    assert "3 hồ sơ mẫu đều đúng" in capsys.readouterr().out
    call_command("procedures", "form", "import", source, "--publish")
    target = tmp_path / "g.zip"
    call_command("procedures", "form", "export", "to_khai_khai_sinh", target)
    call_command("procedures", "form", "check", target)
    assert "Chữ ký số: không có" in capsys.readouterr().out
    with pytest.raises(CommandError, match="chữ ký số"):
        call_command("procedures", "form", "import", target)
    call_command("procedures", "form", "import", target, "--untrusted")
    assert queries.form_on("to_khai_khai_sinh", local_date(now())).number == 1
    known = json.loads(source.read_text("utf-8"))
    known["samples"][0]["expect"]["problems"] = [["a", "required"]]
    (tmp_path / "hong.json").write_text(json.dumps(known), "utf-8")
    with pytest.raises(SystemExit):
        call_command("procedures", "form", "check", tmp_path / "hong.json")
    with pytest.raises(CommandError):
        call_command("procedures", "form", "check", tmp_path / "khong-co.zip")
