"""``procedures process check|export|import``: tables of steps from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.kernel.errors import DomainError
from congvu.core.organisation.queries import agency_by_code
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures.management.forms import FINDINGS, UNREADABLE, Say
from congvu.counter.procedures.portable import from_portable, portable_of
from congvu.counter.procedures.process import Process
from congvu.counter.procedures.process.bpmn import bpmn_of
from congvu.counter.procedures.process.flaws import flaws, total_hours


def add_arguments(verbs: Any) -> None:
    """``process`` with its own verbs, under the verbs of the command."""
    parser: ArgumentParser = verbs.add_parser(
        "process", help="quy trình nội bộ: kiểm tra, xuất, nhập"
    )
    inner = parser.add_subparsers(dest="process_verb", required=True)
    checking = inner.add_parser("check", help="đọc bảng bước và nêu chỗ phải sửa")
    checking.add_argument("file", type=Path, help="tệp .json của quy trình")
    checking.add_argument("--hours", type=int, default=None, help="thời hạn, giờ làm việc")
    checking.add_argument("--agency", default="", help="mã cơ quan có các đơn vị, vị trí được nêu")
    for name, said in (
        ("export", "xuất quy trình đang hiệu lực"),
        ("import", "nhập thành dự thảo"),
    ):
        one = inner.add_parser(name, help=said)
        one.add_argument("code", help="mã thủ tục")
        one.add_argument("file", type=Path, help="tệp .json; khi xuất cũng nhận .bpmn")
        one.add_argument("--agency", default="", help="mã cơ quan; bỏ trống: quy trình chung")
    inner.choices["import"].add_argument(
        "--publish", action="store_true", help="công bố ngay từ hôm nay"
    )


def handle(options: dict[str, Any], say: Say) -> None:
    """:raises CommandError: the file cannot be read, or the door refused"""
    try:
        _VERBS[options["process_verb"]](options, say)
    except DomainError as refusal:
        for one in refusal.data.get("flaws") or []:
            say(one)
        raise CommandError(refusal.message, returncode=UNREADABLE) from refusal
    except OSError as error:
        said = f"Không đọc, ghi được tệp {options['file']}: {error.strerror}."
        raise CommandError(said, returncode=UNREADABLE) from error


def _read(path: Path, agency_id: int | None = None) -> Process:
    try:
        return from_portable(
            json.loads(path.read_bytes()), agency_id=agency_id, on=local_date(now())
        )
    except (ValueError, RecursionError) as error:
        raise CommandError(f"Tệp {path} không phải JSON.", returncode=UNREADABLE) from error


def _check(options: dict[str, Any], say: Say) -> None:
    shape = _read(options["file"], _agency(options))
    found = flaws(shape, limit_hours=options["hours"], own=True)
    for sentence in found:
        say(sentence)
    if found:
        raise SystemExit(FINDINGS)
    say(
        f"Quy trình {len(shape.steps)} bước, đường dài nhất {total_hours(shape)} giờ: không có lỗi."
    )


def _agency(options: dict[str, Any]) -> int | None:
    if not options["agency"]:
        return None
    found = agency_by_code(options["agency"], on=local_date(now()))
    if found is None:
        raise CommandError("Không có cơ quan mang mã này hôm nay.", returncode=UNREADABLE)
    return found.pk


def _export(options: dict[str, Any], say: Say) -> None:
    row = queries.procedure(options["code"])
    held = queries.process_on(row.pk, _agency(options) or 0, local_date(now()))
    if held is None:
        raise CommandError("Thủ tục không có quy trình hôm nay.", returncode=UNREADABLE)
    shape = queries.shape_of(held)
    if options["file"].suffix == ".bpmn":
        body = bpmn_of(shape, name=f"Quy trình {row.code}", key=f"process_{held.pk}")
    else:
        document = portable_of(shape, agency_id=held.agency_id, on=local_date(now()))
        body = json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
    options["file"].write_bytes(body)
    say(f"Đã xuất quy trình {row.code}, phiên bản {held.number} ra {options['file']}.")


def _import(options: dict[str, Any], say: Say) -> None:
    at, row = now(), queries.procedure(options["code"])
    draft = actions.import_process(
        actor=system_actor("cli"), at=at, procedure_id=row.pk, agency_id=_agency(options),
        process=_read(options["file"], _agency(options)),
    )  # fmt: skip
    say(f"Đã nhập {draft} thành dự thảo.")
    if options["publish"]:
        actions.publish_process(
            actor=system_actor("cli"), at=at, process_id=draft.pk, valid_from=local_date(at)
        )
        say("Đã công bố từ hôm nay.")


_VERBS: dict[str, Callable[[dict[str, Any], Say], None]] = {
    "check": _check, "export": _export, "import": _import,
}  # fmt: skip
