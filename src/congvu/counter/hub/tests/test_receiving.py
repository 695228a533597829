"""Figures come in as they are: odd rows and sums that do not come out are listed, never corrected."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.core.organisation import factories as organisation
from congvu.core.organisation.choices import Role
from congvu.counter.hub import actions, queries
from congvu.counter.hub.actions.staging import take_in
from congvu.counter.hub.choices import BatchState, Kind, Source
from congvu.counter.hub.errors import FiguresRefused
from congvu.counter.hub.layout import builtin, layout_from
from congvu.counter.hub.models import Batch, Desk, Figure, SurveyAnswer
from congvu.counter.hub.queries import Span
from congvu.counter.hub.reading import candidates, read_day
from congvu.counter.hub.shapes import MONTH, SHAPES, breaks
from congvu.counter.hub.tests import shared

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
TODAY = date(2026, 11, 23)
SYSTEM = system_actor()
LAYOUT = next(one for one in builtin() if one.name == "hub_2016")
EVEN = {"count_ky_truoc": 3, "count_tiep_nhan": 7, "count_thu_ly_chua_den_han": 4,
        "count_tra_som_han": 5, "count_tra_dung_han": 1}  # fmt: skip


def row(**cells: Any) -> dict[str, Any]:
    """A row of the hub of 2016 whose sums come out."""
    given = {
        "unit_code": "H_MAU", "village_name": "UBND huyện Mẫu", "fk_village_id": "0",
        "spec_code": "TP", "history_date": "2016-03-31",
    }  # fmt: skip
    return given | dict.fromkeys(LAYOUT.counters.values(), 0) | EVEN | cells


def receive(*rows: dict[str, Any], actor: Actor = SYSTEM, **asked: Any) -> actions.Outcome:
    found = candidates(list(enumerate(rows, start=2)), LAYOUT, TODAY)
    return actions.receive_figures(
        actor=actor, rows=found, source=Source.FILE, name="thu.csv", at=AT, **asked
    )


def test_one_unreadable_row_keeps_the_whole_delivery_out():
    bad = row(count_tiep_nhan="bảy", spec_code="XD")
    with pytest.raises(FiguresRefused) as refused:
        receive(row(), bad)
    assert "count_tiep_nhan" in str(refused.value.data["rows"])
    assert not Figure.objects.exists() and not Desk.objects.exists()
    done = receive(row(), bad, skip_refused=True)
    assert (done.added, done.refused) == (1, 1)


@pytest.mark.parametrize("told", ["", "31/31/2016", "tháng ba", "2016-03-99", None])
def test_a_day_that_is_none_is_refused(told: Any):
    assert read_day(told) is None
    with pytest.raises(FiguresRefused):
        receive(row(history_date=told))


@pytest.mark.parametrize(
    ("told", "day"),
    [("2014-06-09 00:00:00", (2014, 6, 9)), ("31/03/2016", (2016, 3, 31)),
     ("03/2016", (2016, 3, 1)), ("2016-03", (2016, 3, 1))],
)  # fmt: skip
def test_days_are_read_in_the_ways_reports_write_them(told: str, day: tuple[int, int, int]):
    assert read_day(told) == date(*day)


def test_a_future_month_is_refused_and_an_unfinished_one_doubted():
    with pytest.raises(FiguresRefused):
        receive(row(history_date="2027-01-31"))
    done = receive(row(history_date="2016-04-12"))
    assert done.kinds == {"part": 1}
    assert Figure.objects.get().as_of == date(2016, 4, 12)


def test_a_stranger_reports_nothing_and_a_clerk_only_for_the_own_desk():
    officer, clerk, other = (
        organisation.seat(role, agency=organisation.agency())
        for role in (Role.OFFICER, Role.CLERK, Role.CLERK)
    )
    with pytest.raises(NotAllowed):
        receive(row(), actor=officer)
    receive(row(), actor=clerk)
    assert Desk.objects.get().reporter_id == clerk.agency_id
    with pytest.raises(FiguresRefused):
        receive(row(count_tiep_nhan=9), actor=other)
    with pytest.raises(FiguresRefused):
        receive(row(fk_village_id="96", village_name="UBND xã Mẫu"), actor=other)
    assert receive(row(count_tiep_nhan=9), actor=clerk).replaced == 1


def test_a_desk_of_ours_takes_no_figures_from_outside():
    receive(row())
    clerk = organisation.seat(Role.CLERK, agency=organisation.agency())
    Desk.objects.update(agency_id=clerk.agency_id)
    with pytest.raises(FiguresRefused):
        receive(row(count_tiep_nhan=9), actor=clerk)


def test_the_same_again_changes_nothing_and_other_counters_make_a_version():
    receive(row())
    assert (again := receive(row())).same == 1 and again.added == again.replaced == 0
    changed = receive(row(count_tiep_nhan=8, count_tra_dung_han=2))
    assert changed.replaced == 1
    first, second = Figure.objects.order_by("number")
    assert (first.number, first.replaced_at, first.counts["received"]) == (1, AT, 7)
    assert (second.number, second.replaced_at, second.counts["received"]) == (2, None, 8)
    assert queries.report(Span(date(2016, 3, 1), date(2016, 3, 1))).sum.counts["received"] == 8


def test_two_rows_of_one_month_keep_both_and_count_the_later():
    done = receive(
        row(history_date="2016-03-31"), row(history_date="2016-03-11", count_tiep_nhan=2)
    )
    assert (done.added, done.replaced) == (1, 1) and done.kinds["twice"] == 1
    assert Figure.objects.count() == 2
    assert Figure.objects.get(replaced_at=None).as_of == date(2016, 3, 31)


def test_a_trial_keeps_nothing():
    done = receive(row(), dry_run=True)
    assert done.added == 1 and done.desks == ("UBND huyện Mẫu",)
    assert not Figure.objects.exists() and not Desk.objects.exists()
    assert not Batch.objects.exists()


def test_a_commune_stands_under_the_desk_of_its_code():
    receive(row(fk_village_id="96", village_name="UBND thị trấn Cầu Mẫu"), row())
    commune = Desk.objects.get(place="96")
    assert commune.level == "commune" and commune.parent == Desk.objects.get(place="")
    assert Desk.objects.get(place="").level == "district"


def test_what_does_not_add_up_is_listed_with_its_difference():
    done = receive(row(count_tiep_nhan=9))
    (one,) = done.broken
    assert (one.code, one.left, one.right, one.difference) == ("balance", 12, 10, 2)
    assert Figure.objects.get().counts["received"] == 9, "as it was reported"


def test_what_came_over_is_held_against_the_month_before_in_either_delivery():
    receive(row(history_date="2016-02-29"))
    together = receive(
        row(count_ky_truoc=9, count_tiep_nhan=1),
        row(history_date="2016-04-30", count_ky_truoc=4, count_tiep_nhan=6),
    )
    assert [(one.code, one.difference) for one in together.broken] == [("carried", 5)]
    found = list(queries.broken_rows(Span(date(2016, 3, 1), date(2016, 4, 1))))
    assert [(one.found.identity.code, one.found.difference) for one in found] == [("carried", 5)]


def test_a_negative_number_is_kept_and_doubted():
    done = receive(row(count_tiep_nhan=-1))
    assert done.kinds["negative"] == 1
    assert Figure.objects.get().counts["received"] == -1


def test_a_file_waits_until_somebody_says_yes():
    data = csv_of(row())
    clerk = organisation.seat(Role.CLERK, agency=organisation.agency())
    other = organisation.seat(Role.CLERK, agency=organisation.agency())
    found = actions.read_file(data, "thang3.csv", TODAY)
    batch = actions.stage_import(actor=clerk, data=data, found=found, file_name="thang3.csv", at=AT)
    assert batch.report["added"] == 1 and not Figure.objects.exists()
    with pytest.raises(NotFound):
        actions.confirm_import(
            actor=other, batch_id=batch.pk, found=actions.read_batch(batch, AT), at=AT
        )
    actions.confirm_import(
        actor=clerk, batch_id=batch.pk, found=actions.read_batch(batch, AT), at=AT
    )
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE and not bytes(batch.data)
    assert Figure.objects.get().batch == batch
    with pytest.raises(NotFound):
        actions.read_batch(batch, AT)


def test_columns_of_other_names_come_in_by_a_mapping():
    layout = layout_from(
        {"name": "khac", "label": "Khác", "kind": "month", "desk": "DV", "day": "Kỳ",
         "counters": {"received": "Nhận", "early": "Xong"}}
    )  # fmt: skip
    data = "DV,Kỳ,Nhận,Xong\nSO_A,03/2016,5,5\n".encode()
    with pytest.raises(Invalid):
        actions.read_file(data, "khac.csv", TODAY)
    found = actions.read_file(data, "khac.csv", TODAY, layout)
    take_in(actor=SYSTEM, found=found, name="khac.csv", at=AT)
    assert Figure.objects.get().counts == dict.fromkeys(MONTH.names, 0) | {
        "received": 5,
        "early": 5,
    }


@pytest.mark.parametrize(
    "wrong", [{}, {"name": "x", "label": "x", "kind": "month", "needs": [], "desk": "a", "day": "b",
                   "counters": {"no_such": "c"}}, [], {"desk": 1}],
)  # fmt: skip
def test_a_wrong_mapping_says_what_is_wrong(wrong: Any):
    with pytest.raises(Invalid):
        layout_from(wrong)


def test_every_identity_speaks_of_counters_that_are_there():
    for shape in SHAPES.values():
        for one in shape.identities:
            assert {*one.left, *one.right, *one.before} <= set(shape.names)
    assert not breaks(MONTH, dict.fromkeys(MONTH.names, 0), None)


def csv_of(*rows: dict[str, Any]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def brought(file: Any) -> actions.Outcome:
    found = actions.read_file(file.read_bytes(), file.name, TODAY)
    return take_in(actor=SYSTEM, found=found, name=file.name, at=AT)


@shared.needs_stats
def test_every_month_of_the_real_hub_comes_in_and_the_report_of_2016_comes_out():
    """Held against sums made here from the file itself."""
    done = brought(shared.MONTHS)
    rows = list(csv.DictReader(shared.MONTHS.open(encoding="utf-8")))
    assert (done.rows, done.added, done.refused) == (len(rows), len(rows), 0)
    nonzero = [r for r in rows if any(int(r[c]) for c in LAYOUT.counters.values())]
    uneven = sum(
        int(r["count_ky_truoc"]) + int(r["count_tiep_nhan"])
        != sum(int(r[LAYOUT.counters[c]]) for c in MONTH.identities[0].right)
        for r in nonzero
    )
    assert Counter(one.code for one in done.broken)["balance"] == uneven > 0
    for month in (1, 2, 3):
        span = Span(date(2016, month, 1), date(2016, month, 1))
        report = queries.report(span)
        asked = [r for r in rows if r["history_date"].startswith(f"2016-{month:02}")]
        for name, column in LAYOUT.counters.items():
            assert report.sum.counts[name] == sum(int(r[column]) for r in asked)
        assert len(report.lines) == len({(r["unit_code"], r["fk_village_id"]) for r in asked})
        good = sum(int(r["count_tra_som_han"]) + int(r["count_tra_dung_han"]) for r in asked)
        late = sum(int(r["count_tra_qua_han"]) for r in asked)
        assert report.sum.share == pytest.approx(100 * good / (good + late))
    quarter = queries.report(Span(date(2016, 1, 1), date(2016, 3, 1)))
    assert quarter.sum.counts["received"] == 550 + 533 + 1719
    assert {group.level for group in quarter.groups} == {"department", "district", "commune"}
    assert brought(shared.MONTHS).same == len(rows), "twice without harm"


@shared.needs_stats
def test_the_totals_of_2014_come_in_with_what_does_not_add_up():
    done = brought(shared.TOTALS)
    assert (done.added, done.refused) == (19, 0)
    by_code = Counter(one.code for one in done.broken)
    assert by_code == {"standing": 19, "standing_returned": 4}
    odd = {one.difference for one in done.broken if one.code == "standing_returned"}
    assert odd == {11}
    assert queries.broken_rows(Span(date(2014, 6, 1), date(2014, 6, 1)), Kind.STANDING)


@shared.needs_stats
def test_the_survey_of_2016_comes_in_whole():
    done = brought(shared.SURVEY)
    assert done.rows == SurveyAnswer.objects.count() == 134
    written = [said for one in SurveyAnswer.objects.all() for said in one.said]
    assert ["2015-08-13", "Phải thân thiện hơn"] in written
    assert SurveyAnswer.objects.filter(votes=5).exists()
