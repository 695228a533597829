"""``signing trust add|list|withdraw``: trusted roots from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.signing import actions, queries
from congvu.office.signing.choices import AnchorLabel

Say = Callable[[str], object]


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="trust_verb", required=True)
    adding = verbs.add_parser("add", help="khai báo chứng thư trong tệp PEM hoặc DER")
    adding.add_argument("files", nargs="+", type=Path, metavar="TỆP")
    adding.add_argument(
        "--label", choices=AnchorLabel.values, default=AnchorLabel.OFFICIAL.value,
        help="official: gốc chuyên dùng công vụ; public: CA công cộng; test: thử nghiệm",
    )  # fmt: skip
    adding.add_argument(
        "--source", default="Khai báo từ dòng lệnh", help="nơi đã đối chiếu dấu vân tay"
    )
    verbs.add_parser("list", help="liệt kê các gốc đã khai báo")
    ending = verbs.add_parser("withdraw", help="ngừng tin cậy một gốc")
    ending.add_argument("id", type=int)
    ending.add_argument("--reason", required=True)


def run(options: dict[str, Any], say: Say) -> None:
    {"add": _add, "list": _list, "withdraw": _withdraw}[options["trust_verb"]](options, say)


def _add(options: dict[str, Any], say: Say) -> None:
    for path in options["files"]:
        for row in actions.trust.add(
            actor=system_actor("cli"),
            at=now(),
            certificates=_read(path),
            label=AnchorLabel(options["label"]),
            source=options["source"],
        ):
            say(f"{row.pk} {row.name} ({row.get_label_display()}) {row.sha256}")


def _list(options: dict[str, Any], say: Say) -> None:
    at = now()
    for row in queries.trust.anchors_for(system_actor("cli")):
        kind = "gốc" if row.is_root else "trung gian"
        say(
            f"{row.pk} [{row.state(at)}] {row.name} ({kind}, {row.get_label_display()}) "
            f"{row.sha256}"
        )


def _withdraw(options: dict[str, Any], say: Say) -> None:
    row = actions.trust.withdraw(
        actor=system_actor("cli"), at=now(), anchor_id=options["id"], reason=options["reason"]
    )
    say(f"Đã ngừng tin cậy {row.name}.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"Không đọc được tệp {path}. Hãy kiểm tra lại đường dẫn.") from error
