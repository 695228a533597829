"""Lists of banks and rules of files: read whole, or refused with the row."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from congvu.core.kernel.errors import Invalid
from congvu.counter.fees import actions
from congvu.counter.fees import factories as make
from congvu.counter.fees.actions import Said
from congvu.counter.fees.imports import read_rules
from congvu.counter.fees.models import FeeRule
from congvu.counter.fees.statement import read_statement

REF = "CV0123456789ABCDEF"
RULES = (
    "Mã thủ tục,Tên khoản thu,Loại,Mức thu,Mức thu trực tuyến,Đơn vị tính,Căn cứ,Hiệu lực từ\n"
    '1.009374,Lệ phí cấp phép,Lệ phí,"150.000","75.000",hồ sơ,Thông tư 214/2016,01/01/2026\n'
    "1.009374,Phí thẩm định,Phí,300000,,bộ,Nghị quyết 10,01/01/2026\n"
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("150.000", 150_000),
        ("150000", 150_000),
        ("150000.0", 150_000),
        ('"150,000"', 150_000),
        ("+150.000 đ", 150_000),
    ],
)
def test_sums_are_read_as_banks_write_them(written: str, meant: int) -> None:
    data = f"Số GD;x;Nội dung;Ghi có\nkhông;;;\nFT1;;MB {REF} chuyen;{written}\n"
    found = read_statement(data.replace("Số GD", "Mã giao dịch").encode())
    assert found == [Said("FT1", REF, meant)], "a line without a credit brings nothing"


@pytest.mark.parametrize(
    "data",
    [b"", b"a;b\n1;2\n", "Mã giao dịch;Số tiền\nFT1;-5\n".encode(), b"\xff\xfe", b"PK\x03\x04"],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_statement(data)


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("150.000", "miễn phí"),
        ("01/01/2026\n1", "32/01/2026\n1"),
        (",Phí,", ",Thuế,"),
        ("Căn cứ", "Ghi chú"),
    ],
)
def test_a_row_that_cannot_be_read_refuses_the_file(change: str, to: str) -> None:
    with pytest.raises(Invalid):
        read_rules(RULES.replace(change, to).encode())


@pytest.mark.django_db
def test_rules_come_in_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "muc-thu.csv"
    file.write_text(RULES, "utf-8")
    call_command("fees", "rules", str(file), "--dry-run", stdout=StringIO())
    assert not FeeRule.objects.exists()
    call_command("fees", "rules", str(file), stdout=StringIO())
    first, second = FeeRule.objects.order_by("amount")
    assert (first.amount, first.online_amount, first.kind) == (150_000, 75_000, "charge")
    assert (second.per, second.valid_from) == ("bộ", date(2026, 1, 1))
    with pytest.raises(CommandError, match="Dòng 2"):
        call_command("fees", "rules", str(file), stdout=StringIO())
    file.write_text(RULES.replace("1.009374,Lệ", "1.000001,Lệ"), "utf-8")
    with pytest.raises(CommandError, match="Dòng 3"):
        call_command("fees", "rules", str(file), stdout=StringIO())
    assert FeeRule.objects.count() == 2


@pytest.mark.django_db
def test_the_command_line_reconciles_and_prints_a_session(tmp_path: Path) -> None:
    officer = make.desk()
    till = actions.open_session(actor=officer, at=make.AT, opening=100_000)
    charge = make.charge(officer)
    actions.take_cash(actor=officer, at=make.AT, charge_id=charge.pk, amount=charge.amount)
    out = StringIO()
    call_command("fees", "till", str(till.pk), stdout=out)
    assert "phải có 250.000 đồng" in out.getvalue()
    account = make.account(charge.agency_id)
    file = tmp_path / "sao-ke.csv"
    file.write_text("Mã giao dịch,Số tiền\nFT9,9000\n", "utf-8")
    day = make.AT.date().isoformat()
    call_command("fees", "reconcile", account.code, str(file), "--day", day, stdout=out)
    assert "lệch 1" in out.getvalue() and "FT9" in out.getvalue()
    for wrong in (["till", "0"], ["reconcile", "khong-co"], ["rules", str(tmp_path / "x")]):
        with pytest.raises(CommandError):
            call_command("fees", *wrong, stdout=out)
