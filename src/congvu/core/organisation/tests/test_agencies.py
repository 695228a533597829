"""Agencies: order, search, codes with validity, mergers with successors."""

from __future__ import annotations

from datetime import date

import pytest

from congvu.core.kernel.errors import Conflict, Invalid, NotAllowed, Stale, WrongState
from congvu.core.organisation import actions, factories
from congvu.core.organisation.actions import AgencyDetails, AgencyRow
from congvu.core.organisation.choices import CodeScheme, Level, Role, TerritoryKind
from congvu.core.organisation.errors import BadCode, Closed, CodeTaken, StillInUse
from congvu.core.organisation.models import Agency, TerritorySuccession, Unit
from congvu.core.organisation.queries import (
    agencies_below,
    agency_by_code,
    heads_of,
    heirs_of,
    people_of,
    search_agencies,
    successor_of,
    territories_on,
)

pytestmark = pytest.mark.django_db
AT = factories.MOMENT


def details(name: str = "Sở Nội vụ", slug: str = "snv", **fields) -> AgencyDetails:
    return AgencyDetails(name=name, slug=slug, level=Level.DEPARTMENT, **fields)


def test_only_the_system_administrator_adds_agencies() -> None:
    for role in Role:
        with pytest.raises(NotAllowed):
            actions.create_agency(actor=factories.seat(role), details=details(), at=AT)
    made = actions.create_agency(
        actor=factories.admin(), details=details("So\u031b\u0309  Nội vụ"), at=AT
    )
    assert made.name == "Sở Nội vụ" and made.path == f"/{made.pk}/"
    with pytest.raises(Conflict):
        actions.create_agency(actor=factories.admin(), details=details(), at=AT)
    with pytest.raises(Invalid):
        actions.create_agency(actor=factories.admin(), details=details("Sở\x00", "so"), at=AT)


def test_an_agency_administrator_changes_contacts_of_the_own_agency_only() -> None:
    department = factories.agency("Sở Nội vụ", slug="snv", notation="SNV")
    own = factories.seat(Role.AGENCY_ADMIN, agency=department)
    new = details(notation="SNV", phone="0204 3854 321")
    assert actions.update_agency(actor=own, agency=department, details=new, at=AT).version == 2
    department.refresh_from_db()
    with pytest.raises(Invalid):
        actions.update_agency(
            actor=own, agency=department, details=details("Sở Khác", notation="SNV"), at=AT
        )
    with pytest.raises(NotAllowed):
        actions.update_agency(
            actor=factories.seat(Role.AGENCY_ADMIN), agency=department, details=new, at=AT
        )


def test_the_second_of_two_editors_is_told_and_changes_nothing() -> None:
    department = factories.agency("Sở Nội vụ", slug="snv")
    admin = factories.admin()
    actions.update_agency(actor=admin, agency=department, details=details(), version=1, at=AT)
    with pytest.raises(Stale):
        actions.update_agency(
            actor=admin, agency=department, details=details("Sở B"), version=1, at=AT
        )
    assert Agency.objects.get(pk=department.pk).name == "Sở Nội vụ"


def test_moving_an_agency_moves_everything_below_it() -> None:
    province, other = factories.agency("Tỉnh A"), factories.agency("Tỉnh B")
    district = factories.agency("Huyện", slug="huyen", parent=province)
    commune = factories.agency("Xã", parent=district)
    admin = factories.admin()
    actions.update_agency(
        actor=admin, agency=district, at=AT,
        details=AgencyDetails("Huyện", "huyen", Level.DISTRICT, parent_id=other.pk),
    )  # fmt: skip
    assert set(agencies_below(other, AT.date())) == {
        other,
        Agency.objects.get(pk=district.pk),
        commune,
    }
    with pytest.raises(Invalid):
        actions.update_agency(
            actor=admin, agency=Agency.objects.get(pk=district.pk), at=AT,
            details=AgencyDetails("Huyện", "huyen", Level.DISTRICT, parent_id=commune.pk),
        )  # fmt: skip


def test_agencies_are_found_without_diacritics_by_notation_and_by_code() -> None:
    ttt = factories.agency("Sở Thông tin và Truyền thông", notation="STTTT", code="H02.15")
    factories.agency("Sở Đất đai")
    for q in ("so thong tin", "truyền thông", "stttt", "H02.15", "h02.15"):
        assert list(search_agencies(q)) == [ttt], q
    assert not search_agencies("thông tin đất").exists()
    assert search_agencies("dat dai").exists()


def test_agencies_stand_in_vietnamese_order() -> None:
    names = ["Sở Ô", "Sở Đ", "Sở D", "Sở Ă", "Sở A", "Sở Ơ", "Sở O"]
    for name in names:
        factories.agency(name)
    order = ["Sở A", "Sở Ă", "Sở D", "Sở Đ", "Sở O", "Sở Ô", "Sở Ơ"]
    assert [a.name for a in Agency.objects.all()] == order


def test_a_closed_code_finds_old_letters_and_is_refused_for_new_ones() -> None:
    """QĐ 09/2025: H02 closed on 2025-07-01, look-up of older letters still works."""
    department, admin = factories.agency(), factories.admin()
    code = actions.assign_code(
        actor=admin, agency=department, code="h02.15 ", valid_from=date(2020, 7, 22), at=AT
    )
    assert (code.code, code.scheme) == ("H02.15", CodeScheme.QD20)
    actions.close_code(actor=admin, code=code, last_day=date(2025, 6, 30), at=AT)
    assert agency_by_code("H02.15", on=date(2024, 1, 5)) == department
    assert agency_by_code("H02.15", on=date(2025, 7, 1)) is None
    with pytest.raises(Closed):
        actions.assign_code(
            actor=admin, agency=department, code="H02.16", valid_from=date(2025, 7, 1), at=AT
        )
    with pytest.raises(Closed):
        actions.close_code(actor=admin, code=code, last_day=date(2025, 6, 30), at=AT)


def test_codes_are_in_one_of_two_schemes_and_given_once() -> None:
    department, admin = factories.agency(), factories.admin()

    def assign(code: str, **more):
        return actions.assign_code(
            actor=admin, agency=department, code=code, valid_from=date(2018, 1, 1), at=AT, **more
        )

    for bad in ("", "15.H02", "000.00.15", "H02..15", "x" * 40, "H02.15\x00"):
        with pytest.raises(BadCode):
            assign(bad)
    assert assign("000.00.15.H02").scheme == CodeScheme.QCVN102
    old = assign("H02.15")
    with pytest.raises(CodeTaken):
        assign("H02.15")
    with pytest.raises(CodeTaken):
        assign("H02.16")  # a second open code in one scheme
    new = actions.assign_code(
        actor=admin, agency=department, code="H02.17", valid_from=date(2021, 1, 1), replaces=old,
        at=AT,
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.valid_to, old.successor) == (date(2020, 12, 31), new)


def test_a_merged_agency_keeps_its_row_and_names_its_heir() -> None:
    admin = factories.admin()
    stttt = factories.agency("Sở Thông tin và Truyền thông", code="H02.15")
    skhcn = factories.agency("Sở Khoa học và Công nghệ")
    centre = factories.agency("Trung tâm CNTT", parent=stttt)
    officer = factories.seat(Role.OFFICER, agency=stttt)
    actions.merge_agency(
        actor=admin, agency=stttt, successor=skhcn, last_day=date(2025, 2, 28), at=AT
    )
    stttt.refresh_from_db()
    centre.refresh_from_db()
    assert successor_of(stttt, on=date(2025, 2, 28)) == stttt
    assert successor_of(stttt, on=date(2025, 3, 1)) == skhcn
    assert centre.parent == skhcn and centre.path.startswith(skhcn.path)
    assert agency_by_code("H02.15", on=date(2025, 3, 1)) is None
    march = AT.replace(year=2025, month=3, day=1)
    assert not people_of(at=march, agency_id=stttt.pk).exists()
    assert people_of(at=AT, agency_id=stttt.pk).get().user_id == officer.user_id
    with pytest.raises(Closed):
        actions.merge_agency(
            actor=admin, agency=stttt, successor=skhcn, last_day=date(2025, 2, 28), at=AT
        )


def test_the_line_of_successors_may_be_long_or_end() -> None:
    a, b, c = (factories.agency() for _ in range(3))
    admin = factories.admin()
    actions.merge_agency(actor=admin, agency=a, successor=b, last_day=date(2020, 1, 1), at=AT)
    actions.merge_agency(actor=admin, agency=b, successor=c, last_day=date(2022, 1, 1), at=AT)
    a.refresh_from_db()
    assert successor_of(a, on=date(2021, 1, 1)) == b
    assert successor_of(a, on=date(2023, 1, 1)) == c
    actions.close_agency(actor=admin, agency=c, last_day=date(2024, 1, 1), at=AT)
    assert successor_of(a, on=date(2025, 1, 1)) is None


def test_an_agency_does_not_merge_into_what_does_not_stand() -> None:
    admin, a = factories.admin(), factories.agency()
    gone = factories.agency(valid_to=date(2019, 1, 1))
    below = factories.agency(parent=a)
    for heir in (a, gone, below):
        with pytest.raises(WrongState):
            actions.merge_agency(
                actor=admin, agency=a, successor=heir, last_day=date(2020, 1, 1), at=AT
            )


def test_an_agency_with_people_is_not_closed() -> None:
    department = factories.agency()
    factories.seat(Role.CLERK, agency=department)
    with pytest.raises(StillInUse):
        actions.close_agency(
            actor=factories.admin(), agency=department, last_day=date(2020, 1, 1), at=AT
        )


def test_units_stay_inside_their_agency_and_are_no_circle() -> None:
    department, other = factories.agency(), factories.agency()
    own = factories.seat(Role.AGENCY_ADMIN, agency=department)
    upper = actions.create_unit(
        actor=own, agency=department, name="Phòng CNTT", kind="division", at=AT
    )
    lower = actions.create_unit(
        actor=own, agency=department, name="Tổ mạng", kind="division", parent=upper, at=AT
    )
    assert lower.path == f"/{upper.pk}/{lower.pk}/"
    with pytest.raises(Conflict):
        actions.create_unit(actor=own, agency=department, name="Phòng CNTT", kind="division", at=AT)
    with pytest.raises(NotAllowed):
        actions.create_unit(actor=own, agency=other, name="Phòng lạ", kind="division", at=AT)
    with pytest.raises(Invalid):
        actions.update_unit(
            actor=own, unit=upper, name="Phòng CNTT", kind="division", parent=lower, at=AT
        )
    with pytest.raises(Invalid):
        actions.update_unit(
            actor=own, unit=upper, name="Phòng CNTT", kind="division",
            parent=factories.unit(other), at=AT,
        )  # fmt: skip


def test_people_stand_in_the_agencys_order_and_heads_come_first(
    django_assert_num_queries,
) -> None:
    department = factories.agency()
    place = factories.unit(department, "Phòng CNTT", position=2)
    deputy = factories.seat(Role.UNIT_DEPUTY, unit=place)
    factories.seat(Role.OFFICER, unit=place)
    head = factories.seat(Role.UNIT_HEAD, unit=place)
    assert [a.user_id for a in heads_of(place.pk, at=AT)] == [head.user_id, deputy.user_id]
    with django_assert_num_queries(1):
        rows = list(people_of(at=AT, agency_id=department.pk))
        assert len({(r.user.full_name, r.post.title, r.unit.name) for r in rows}) == 3


def test_the_map_of_2016_and_the_map_since_july_2025() -> None:
    last, first = date(2025, 6, 30), date(2025, 7, 1)
    old = factories.territory("24", "Tỉnh Bắc Giang", TerritoryKind.PROVINCE, valid_to=last)
    new = factories.territory("24", "Tỉnh Bắc Ninh", TerritoryKind.PROVINCE, valid_from=first)
    factories.territory(
        "213", "Thành phố Bắc Giang", TerritoryKind.DISTRICT, valid_to=last, parent=old
    )
    TerritorySuccession.objects.create(old=old, new=new, at=first)
    assert territories_on(date(2016, 7, 1), kind=TerritoryKind.DISTRICT).count() == 1
    assert territories_on(first, kind=TerritoryKind.DISTRICT).count() == 0
    assert list(territories_on(first)) == [new]
    assert heirs_of(old, on=date(2016, 1, 1)) == [old]
    assert heirs_of(old, on=first) == [new]


def test_a_whole_province_is_loaded_in_a_few_statements(django_assert_max_num_queries) -> None:
    from congvu.core.kernel.actor import system_actor

    province = AgencyRow(Agency(name="UBND tỉnh", slug="ubnd", level=Level.PROVINCE))
    rows = [
        AgencyRow(Agency(name=f"Xã {i}", slug=f"xa-{i}", level=Level.COMMUNE), "huyen-1")
        for i in range(200)
    ]
    rows.append(AgencyRow(
        Agency(name="Huyện 1", slug="huyen-1", level=Level.DISTRICT), "ubnd",
        (("000.00.21.H02", None, date(2020, 1, 1)), ("H02.21", date(2020, 1, 2), None)),
    ))  # fmt: skip
    rows.append(province)
    with django_assert_max_num_queries(20):
        loaded = actions.import_agencies(actor=system_actor(), rows=rows, at=AT)
    commune = Agency.objects.get(slug="xa-7")
    assert commune.path == f"/{loaded['ubnd'].pk}/{loaded['huyen-1'].pk}/{commune.pk}/"
    assert agency_by_code("H02.21", on=AT.date().replace(year=2021)) == loaded["huyen-1"]
    units = [Unit(agency=commune, name="UBND", kind="leadership")]
    units.append(Unit(agency=commune, name="Văn phòng", kind="office", parent=units[0]))
    actions.import_units(actor=system_actor(), units=units, at=AT)
    assert Unit.objects.get(name="Văn phòng").path == f"/{units[0].pk}/{units[1].pk}/"
