"""``procedures form check|export|import``: forms and their packages from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.kernel.schema.flaws import flaws
from congvu.core.kernel.schema.form import Form, read_form
from congvu.core.organisation.queries import agency_by_code
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.formpackages import read_package, verify_manifest
from congvu.counter.procedures.formsamples import run_samples, shape_faults

FINDINGS, UNREADABLE = 1, 2
Say = Callable[[str], None]


def add_arguments(verbs: Any) -> None:
    """``form`` with its own verbs, under the verbs of the command."""
    form: ArgumentParser = verbs.add_parser("form", help="biểu mẫu: kiểm tra, xuất, nhập")
    inner = form.add_subparsers(dest="form_verb", required=True)
    checking = inner.add_parser("check", help="đọc biểu mẫu hoặc gói, chạy hồ sơ mẫu của nó")
    checking.add_argument("file", type=Path, help="gói .zip, hoặc tệp .json của biểu mẫu")
    exporting = inner.add_parser("export", help="xuất phiên bản đang hiệu lực thành gói")
    exporting.add_argument("key", help="mã biểu mẫu")
    exporting.add_argument("file", type=Path)
    exporting.add_argument("--agency", default="", help="mã cơ quan ký gói; bỏ trống: không ký")
    importing = inner.add_parser("import", help="nhập gói hoặc tệp .json thành dự thảo")
    importing.add_argument("file", type=Path)
    importing.add_argument("--untrusted", action="store_true", help="nhận cả gói chưa ký, chưa tin")
    importing.add_argument("--publish", action="store_true", help="công bố ngay từ hôm nay")


def handle(options: dict[str, Any], say: Say) -> None:
    """:raises CommandError: the file cannot be read, or the door refused"""
    try:
        _VERBS[options["form_verb"]](options, say)
    except DomainError as refusal:
        for one in refusal.data.get("flaws") or refusal.data.get("faults") or []:
            say(one)
        raise CommandError(refusal.message, returncode=UNREADABLE) from refusal
    except OSError as error:
        said = f"Không đọc, ghi được tệp {options['file']}: {error.strerror}."
        raise CommandError(said, returncode=UNREADABLE) from error


def _read(path: Path) -> tuple[Form, list[Any]]:
    """The form and samples of a package, or of a JSON file ``{"form": …, "samples": […]}``."""
    raw = path.read_bytes()
    if path.suffix != ".json":
        content = read_package(raw)
        return content.form, content.samples
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"Tệp {path} không phải JSON.", returncode=UNREADABLE) from error
    whole = isinstance(document, dict) and "form" in document
    samples = document.get("samples", []) if whole else []
    for fault in shape_faults(samples):
        raise CommandError(fault, returncode=UNREADABLE)
    return read_form(document["form"] if whole else document), samples


def _check(options: dict[str, Any], say: Say) -> None:
    form, samples = _read(options["file"])
    found = [one.sentence for one in flaws(form)] or run_samples(form, samples)
    if options["file"].suffix != ".json":
        content = read_package(options["file"].read_bytes())
        seal = verify_manifest(content.manifest, content.signature)
        sound = content.intact and seal.sound
        say(f"Chữ ký số: {seal.signer if sound else 'không có, hoặc không đúng'}")
    for sentence in found:
        say(sentence)
    if found:
        raise SystemExit(FINDINGS)
    say(f"Biểu mẫu “{form.title}”: {len(form.fields)} trường, {len(samples)} hồ sơ mẫu đều đúng.")


def _export(options: dict[str, Any], say: Say) -> None:
    today = local_date(now())
    agency_id = None
    if options["agency"]:
        agency = agency_by_code(options["agency"], on=today)
        if agency is None:
            raise CommandError("Không có cơ quan mang mã này hôm nay.", returncode=UNREADABLE)
        agency_id = agency.pk
    version = queries.form_on(options["key"], today)
    package = queries.export_form(system_actor(), version, agency_id=agency_id)
    options["file"].write_bytes(package)
    say(f"Đã xuất “{version}” ra {options['file']} ({len(package)} byte).")


def _import(options: dict[str, Any], say: Say) -> None:
    at = now()
    draft = _taken(options, at)
    say(f"Đã nhập “{draft}” thành dự thảo.")
    if options["publish"]:
        actions.publish_form(
            actor=system_actor(), at=at, version_id=draft.pk, valid_from=local_date(at)
        )
        say("Đã công bố từ hôm nay.")


def _taken(options: dict[str, Any], at: datetime) -> Any:
    if options["file"].suffix != ".json":
        return actions.import_form(
            actor=system_actor(), at=at, package=options["file"].read_bytes(),
            untrusted=options["untrusted"],
        )  # fmt: skip
    form, samples = _read(options["file"])
    return actions.create_form(
        actor=system_actor(), at=at, key=form.key, title=form.title, document=form.to_json(),
        samples=samples,
    )  # fmt: skip


_VERBS: dict[str, Callable[[dict[str, Any], Say], None]] = {
    "check": _check, "export": _export, "import": _import,
}  # fmt: skip
