"""Catalogues from files: all or nothing, twice the same, doubtful rows named."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import call_command

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import DomainError, Invalid, NotAllowed, TooLarge
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.procedures import actions, queries
from congvu.counter.procedures import factories as make
from congvu.counter.procedures.errors import ImportRefused
from congvu.counter.procedures.imports import (
    Candidate,
    builtin,
    candidates,
    layout_from,
    read_table,
    recognise,
)
from congvu.counter.procedures.imports.share import share
from congvu.counter.procedures.models import Field, Procedure, ProcedureVersion
from congvu.counter.procedures.tests import shared

SYSTEM = system_actor()
TODAY, LATER = date(2026, 11, 23), date(2027, 1, 1)
HEADERS = [
    "Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Cấp thực hiện", "Trình tự thực hiện",
    "Cách thức thực hiện", "Thời hạn giải quyết", "Thành phần hồ sơ", "Số bộ hồ sơ",
    "Đối tượng thực hiện", "Cơ quan thực hiện",
]  # fmt: skip
ROW = [
    "1.003868", "Cấp giấy phép xuất bản", "Xuất bản, in và phát hành", "Cấp tỉnh", "Nộp; trả.",
    "Trực tiếp, trực tuyến", "15 ngày làm việc", "- Đơn đề nghị;\n- Bản thảo.", "01 bộ",
    "Tổ chức", "Sở Thông tin và Truyền thông",
]  # fmt: skip


def csv_of(*rows: list[str]) -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([HEADERS, *rows])
    return out.getvalue().encode()


def excel_of(*rows: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "DANH MỤC THỦ TỤC HÀNH CHÍNH")
        for number, row in enumerate([HEADERS, *rows], 2):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def lines_of(*rows: list[str]) -> bytes:
    body = [json.dumps(dict(zip(HEADERS, row, strict=True)), ensure_ascii=False) for row in rows]
    return "\n".join(body).encode()


def changed(**cells: str) -> list[str]:
    return [cells.get(header, cell) for header, cell in zip(HEADERS, ROW, strict=True)]


def read(data: bytes) -> list[Candidate]:
    table = read_table(data)
    return candidates(table, recognise(table.headers))


def bring(data: bytes | list[Candidate], since: date = TODAY, **options: Any) -> Any:
    found = read(data) if isinstance(data, bytes) else data
    return actions.import_catalogue(
        actor=SYSTEM, candidates=found, source="tep", valid_from=since, at=make.AT, **options
    )


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\x01\x02", b"\xff\xfe", b"a,b\n", b"ma,ten\n1,\"x", b"{\"a\": 1}\n{",
        b"[1, 2]", b"\x1f\x8bxxxx", b"PK\x03\x04xxxx", b"{}", b"m\x00a,b\n1,2",
        gzip.compress(b"Ma,b\n", mtime=0)[:-6],
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read(data)
    assert refusal.value.message.endswith(".")


def test_what_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_table(gzip.compress(b"0" * (65 * 1024 * 1024)))


@pytest.mark.parametrize(
    "layout",
    [
        None, [], {}, {"name": "x", "code": {"column": "a"}, "parts": {}},
        {"name": "x", "code": {}, "parts": {"name": {"column": "a"}}},
        {"name": "x", "code": {"column": "a"}, "parts": {"name": {"colour": "a"}}},
        {"name": "x", "code": {"column": "a"}, "parts": {"name": {}, "secret": {}}},
        {"name": "x", "code": {"column": "a"}, "parts": {"name": {"reader": "eval"}}},
    ],
)  # fmt: skip
def test_a_mapping_that_says_nonsense_is_refused(layout: Any) -> None:
    with pytest.raises(Invalid):
        layout_from(layout)


@pytest.mark.parametrize("make_file", [csv_of, excel_of, lines_of])
@pytest.mark.parametrize("pack", [False, True])
def test_every_kind_of_file_reads_alike(make_file: Any, pack: bool) -> None:
    data = make_file(ROW)
    (one,) = read(gzip.compress(data) if pack else data)
    assert (one.code, one.field_name, one.doubts) == ("1.003868", "Xuất bản, in và phát hành", [])
    assert one.parts["limit"].words == "15 ngày làm việc"
    assert [paper.name for paper in one.parts["papers"]] == ["Đơn đề nghị", "Bản thảo"]
    assert [way.channel for way in one.parts["ways"]] == [1, 2]
    assert one.parts["sets"] == 1


@pytest.mark.parametrize(
    ("cells", "kind", "refused"),
    [
        ({"Mã thủ tục": ""}, "code", True),
        ({"Mã thủ tục": "1/2"}, "code", True),
        ({"Tên thủ tục": "Không có thông tin"}, "name", True),
        ({"Thời hạn giải quyết": "theo quy chế"}, "limit", False),
        ({"Thời hạn giải quyết": "a) Thành phần hồ sơ: Đơn"}, "wrong_column", False),
        ({"Đối tượng thực hiện": "05 ngày làm việc kể từ khi nhận"}, "wrong_column", False),
        ({"Cấp thực hiện": "Cấp trời"}, "level", False),
        ({"Cách thức thực hiện": "Bằng chim bồ câu"}, "channel", False),
    ],
)
def test_each_doubt_names_its_row(cells: dict[str, str], kind: str, refused: bool) -> None:
    (one,) = read(csv_of(changed(**cells)))
    (doubt,) = [d for d in one.doubts if d.kind == kind]
    assert (doubt.row, doubt.weight == "refused") == (2, refused)
    assert one.refused is refused


@pytest.mark.django_db
class TestTheCatalogue:
    @pytest.mark.parametrize("role", [Role.CLERK, Role.AGENCY_ADMIN])
    def test_others_bring_nothing_in(self, role: Role) -> None:
        with pytest.raises(NotAllowed):
            actions.import_catalogue(
                actor=organisation.seat(role), candidates=read(csv_of(ROW)), source="x",
                valid_from=TODAY, at=make.AT,
            )  # fmt: skip

    def test_one_refused_row_refuses_all(self) -> None:
        make.field()
        with pytest.raises(ImportRefused) as refusal:
            bring(csv_of(ROW, changed(**{"Mã thủ tục": "1.000002", "Lĩnh vực": "Lạ"})))
        assert not Procedure.objects.exists()
        (doubt,) = [d for d in refusal.value.report.doubts if d.weight == "refused"]
        assert (doubt.row, doubt.kind) == (3, "field")

    def test_refused_rows_may_be_left_out(self) -> None:
        make.field()
        report = bring(csv_of(ROW, ROW), skip_refused=True)
        assert (report.added, report.refused) == (1, 1)
        assert report.kinds["duplicate"] == 1

    def test_a_trial_changes_nothing(self) -> None:
        report = bring(csv_of(ROW), dry_run=True, new_fields=True)
        assert (report.added, report.fields) == (1, ("Xuất bản, in và phát hành",))
        assert not Procedure.objects.exists()
        assert not Field.objects.exists()
        assert Entry.objects.get().changes["dry_run"] is True

    def test_twice_is_once(self) -> None:
        first = bring(csv_of(ROW), new_fields=True)
        again = bring(csv_of(ROW), LATER)
        assert (first.added, again.added, again.changed, again.same) == (1, 0, 0, 1)
        assert ProcedureVersion.objects.count() == 1

    def test_a_change_is_a_new_version(self) -> None:
        bring(csv_of(ROW), new_fields=True)
        report = bring(csv_of(changed(**{"Thời hạn giải quyết": "10 ngày làm việc"})), LATER)
        assert (report.changed, report.same) == (1, 0)
        old, new = queries.version_on("1.003868", TODAY), queries.version_on("1.003868", LATER)
        assert (old.number, old.valid_to, new.number) == (1, date(2026, 12, 31), 2)
        assert [one.part for one in queries.differences(old, new)] == ["limit"]

    def test_a_change_on_the_day_of_the_version_is_refused(self) -> None:
        bring(csv_of(ROW), new_fields=True)
        with pytest.raises(ImportRefused) as refusal:
            bring(csv_of(changed(**{"Tên thủ tục": "Tên khác"})))
        assert refusal.value.report.doubts[-1].kind == "dates"

    def test_a_plain_list_keeps_the_details(self) -> None:
        bring(csv_of(ROW), new_fields=True)
        listed = (
            b"ma,ten,co_quan_ban_hanh,co_quan_thuc_hien,linh_vuc\n"
            + (
                "1.003868.H02,Tên mới,Bộ,Sở Thông tin và Truyền thông,xuat ban in va phat hanh\n"
            ).encode()
        )
        with pytest.raises(ImportRefused):
            bring(listed, LATER)
        report = bring(
            listed.replace(b"xuat ban in va phat hanh", b'"Xuat ban, in va phat hanh"'), LATER
        )
        assert report.changed == 1
        record = queries.record_of(queries.version_on("1.003868", LATER))
        assert (record.name, len(record.papers)) == ("Tên mới", 2)

    def test_what_lacks_a_mandatory_part_is_named(self) -> None:
        report = bring(csv_of(changed(**{"Trình tự thực hiện": ""})), new_fields=True)
        (doubt,) = [one for one in report.doubts if one.kind == "missing"]
        assert "trình tự thực hiện" in doubt.message

    def test_many_cost_few_statements(self, django_assert_max_num_queries: Any) -> None:
        rows = [
            changed(**{"Mã thủ tục": f"1.{n:06}", "Tên thủ tục": f"Thủ tục {n}"})
            for n in range(1, 120)
        ]
        with django_assert_max_num_queries(40):
            bring(csv_of(*rows), new_fields=True)
        assert Procedure.objects.count() == 119

    def test_the_command_says_what_it_did(self, tmp_path: Path, capsys: Any) -> None:
        file, told = tmp_path / "danh-muc.csv", tmp_path / "xem-lai.csv"
        file.write_bytes(csv_of(ROW, changed(**{"Mã thủ tục": ""})))
        with pytest.raises(DomainError):
            call_command("procedures", "import", str(file), "--report", str(told))
        assert "không có mã" in told.read_text("utf-8-sig")
        call_command(
            "procedures", "import", str(file), "--new-fields", "--skip-refused", "--from",
            "01/12/2026",
        )  # fmt: skip
        assert "Đã thêm 1 thủ tục mới" in capsys.readouterr().out
        assert queries.version_on("1.003868", date(2026, 12, 1)).number == 1


@shared.needs_catalogues
@pytest.mark.parametrize(
    ("file", "layout", "rows"),
    [
        (shared.LIST, "national_list", 1266),
        (shared.DETAIL, "national_detail", 1266),
        (shared.DISTRICT, "district_2016", 133),
        (shared.THREE_TIER, "three_tier_2021", 46),
    ],
)
def test_real_catalogues_are_recognised(file: Path, layout: str, rows: int) -> None:
    table = read_table(file.read_bytes())
    assert recognise(table.headers).name == layout
    assert len(table.rows) == rows
    assert len({one.name for one in builtin()}) == len(builtin())


@shared.needs_catalogues
def test_real_limits_are_read() -> None:
    """At least 95 of 100 limits that the catalogues state, all files together."""
    stated = read_number = 0
    for file in (shared.DETAIL, shared.DISTRICT, shared.THREE_TIER):
        counted = share(read(file.read_bytes()))
        stated, read_number = stated + counted.stated, read_number + counted.read
    assert stated > 2900, "the files were not read"
    assert read_number >= 0.95 * stated, f"{read_number} of {stated}"


@shared.needs_catalogues
def test_cells_in_the_wrong_column_are_found() -> None:
    found = [one for one in read(shared.DISTRICT.read_bytes()) if one.doubts]
    wrong = {one.code for one in found if any(d.kind == "wrong_column" for d in one.doubts)}
    assert {"CTH02A", "GTH04A", "NNH06A"} <= wrong


@shared.needs_catalogues
@pytest.mark.django_db
def test_a_real_catalogue_comes_in_and_stays() -> None:
    found = read(shared.DISTRICT.read_bytes())
    report = bring(found, new_fields=True)
    assert report.added == 133
    assert Field.objects.filter(code="TP").exists(), "the file names fields by their codes"
    again = bring(read(shared.DISTRICT.read_bytes()), LATER)
    assert (again.same, again.changed) == (133, 0)
