"""``edxml show FILE [--json]`` and ``edxml check FILE``."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congvu.office.exchange.edxml.errors import Unacceptable
from congvu.office.exchange.edxml.parsing import parse
from congvu.office.exchange.edxml.showing import as_json, as_lines, refusal_as_json
from congvu.office.exchange.edxml.signature import Soundness, verify
from congvu.office.exchange.edxml.spool import Spool
from congvu.office.exchange.edxml.validation import Finding, validate

FINDINGS, QUARANTINE = 1, 2


class Command(BaseCommand):
    help = "Gói tin edXML: show xem nội dung, check đối chiếu với quy chuẩn (0 đúng, 1 có lỗi, 2 cách ly)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        showing = verbs.add_parser("show", help="xem nội dung, tệp, chữ ký và điều nghi ngờ")
        showing.add_argument("file", type=Path)
        showing.add_argument("--json", action="store_true", help="in JSON cho phần mềm đọc")
        checking = verbs.add_parser("check", help="liệt kê những chỗ không đúng quy chuẩn")
        checking.add_argument("file", type=Path)
        checking.add_argument("--json", action="store_true", help="in JSON cho phần mềm đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options["file"], options["json"])
        except Unacceptable as error:
            self._refused(error, options)
        except OSError as error:
            text = f"Không đọc được tệp {options['file']}: {error.strerror}."
            raise CommandError(text, returncode=QUARANTINE) from error

    def _show(self, path: Path, machine: bool) -> None:
        with path.open("rb") as stream, Spool() as spool:
            message = parse(stream, spool)
            told = as_json(message, verify(stream))
        if machine:
            self._json(told)
        else:
            self.stdout.write("\n".join(as_lines(told)))

    def _check(self, path: Path, machine: bool) -> None:
        with path.open("rb") as stream, Spool() as spool:
            findings = validate(parse(stream, spool))
            verdict = verify(stream)
        if verdict.soundness in (Soundness.BROKEN, Soundness.WEAK):
            where = "edXMLHeader/Signature"
            findings.append(Finding(where, f"signature_{verdict.soundness}", verdict.reason))
        if machine:
            rows = [{"where": f.where, "key": f.key, "message": f.message} for f in findings]
            self._json({"outcome": "read", "findings": rows})
        else:
            for finding in findings:
                self.stdout.write(f"{finding.where} [{finding.key}]: {finding.message}")
            if not findings:
                self.stdout.write("Gói tin đúng quy chuẩn.")
        if findings:
            raise SystemExit(FINDINGS)

    def _refused(self, error: Unacceptable, options: dict[str, Any]) -> None:
        told = refusal_as_json(error)
        if options["json"]:
            self._json(told)
            raise SystemExit(QUARANTINE)
        for name, value in error.seen.items():
            self.stdout.write(f"{name}: {value}")
        word = "Cách ly" if told["outcome"] == "quarantine" else "Không nhận"
        raise CommandError(f"{word} [{error.reason}]: {error.message}", returncode=QUARANTINE)

    def _json(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
