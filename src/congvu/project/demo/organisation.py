"""Makes the agencies, units, posts and people of the demo province in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from congvu.core.accounts.models import User
from congvu.core.kernel.agencycode import parse_agency_code, to_new
from congvu.core.kernel.collation import name_sort_key, sort_key
from congvu.core.kernel.text import fold
from congvu.core.organisation.choices import CodeScheme, Level, Role, TerritoryKind
from congvu.core.organisation.models import (
    Agency,
    AgencyCode,
    Appointment,
    Post,
    Territory,
    Unit,
)
from congvu.project.demo import names, plan

PREFIXES = ("Tỉnh ", "Huyện ", "Thành phố ", "Xã ", "Phường ", "Thị trấn ", "Thị xã ")


@dataclass
class Province:
    """What was made, for the steps that follow."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)


def load(*, small: bool, password: str, part: plan.Part = plan.Part.WHOLE) -> Province:
    """Make the organisation; ``password`` is the hash every demo person gets.

    Every agency is known; those outside the part have neither units nor people here.
    """
    province = Province()
    _agencies(province, small)
    _leave_out(province, part)
    _units(province)
    _posts(province)
    _people(province, password)
    return province


def _agencies(province: Province, small: bool) -> None:
    top = _agency(
        "UBND tỉnh Bắc Giang", "UBND", "ubndtinh", Level.PROVINCE, None,
        _territory(TerritoryKind.PROVINCE, "24"), place="Bắc Giang",
    )  # fmt: skip
    top.save()
    _set_path(top, None)
    province.agencies[top.slug] = top
    middle = [*_departments(top, small), *_districts(top, small)]
    _save_below(province, middle, top)
    communes = list(_communes(province, small))
    Agency.objects.bulk_create(communes)
    for agency in communes:
        _set_path(agency, agency.parent)
        province.agencies[agency.slug] = agency
    Agency.objects.bulk_update(communes, ["path"], batch_size=100)
    _codes(province)


def _leave_out(province: Province, part: plan.Part) -> None:
    outside = [agency for slug, agency in province.agencies.items() if not part.holds(slug)]
    for agency in outside:
        agency.is_member = False
    Agency.objects.bulk_update(outside, ["is_member"], batch_size=100)


def _save_below(province: Province, agencies: list[Agency], parent: Agency) -> None:
    Agency.objects.bulk_create(agencies)
    for agency in agencies:
        _set_path(agency, parent)
        province.agencies[agency.slug] = agency
    Agency.objects.bulk_update(agencies, ["path"], batch_size=100)


def _departments(top: Agency, small: bool) -> Iterator[Agency]:
    for name, notation, slug, _number in plan.DEPARTMENTS:
        if not small or slug in plan.SMALL_DEPARTMENTS:
            yield _agency(name, notation, slug, Level.DEPARTMENT, top, None, place="Bắc Giang")


def _districts(top: Agency, small: bool) -> Iterator[Agency]:
    for code, (slug, _number) in plan.DISTRICTS.items():
        if not small or slug in plan.SMALL_DISTRICTS:
            territory = _territory(TerritoryKind.DISTRICT, code)
            yield _agency(
                f"UBND {_lower_first(territory.name)}", "UBND", slug, Level.DISTRICT, top,
                territory, place=_bare(territory.name),
            )  # fmt: skip


def _communes(province: Province, small: bool) -> Iterator[Agency]:
    by_district = {
        agency.territory_id: agency
        for agency in province.agencies.values()
        if agency.level == Level.DISTRICT
    }
    rows = Territory.objects.filter(
        kind=TerritoryKind.COMMUNE, valid_from__isnull=True, parent_id__in=by_district
    ).order_by("code")
    for territory in rows:
        if small and territory.name not in plan.SMALL_COMMUNES:
            continue
        district = by_district[territory.parent_id]
        bare = _bare(territory.name)
        slug = f"{district.slug}-{fold(bare).replace(' ', '')}"
        if slug in province.agencies:
            slug += f"-{territory.code}"
        province.agencies[slug] = agency = _agency(
            f"UBND {_lower_first(territory.name)}", "UBND", slug, Level.COMMUNE, district,
            territory, place=bare,
        )  # fmt: skip
        yield agency


def _codes(province: Province) -> None:
    numbers = {slug: number for _name, _notation, slug, number in plan.DEPARTMENTS}
    numbers |= dict(plan.DISTRICTS.values())
    rows: list[AgencyCode] = []
    below: dict[int, int] = {}
    for agency in province.agencies.values():
        if agency.level == Level.PROVINCE:
            old = "000.00.00.H02"
        elif agency.level == Level.COMMUNE:
            assert agency.parent is not None
            below[agency.parent.pk] = serial = below.get(agency.parent.pk, 20) + 1
            old = f"000.{serial:02}.{numbers[agency.parent.slug]}.H02"
        else:
            old = f"000.00.{numbers[agency.slug]}.H02"
        rows.append(AgencyCode(agency=agency, scheme=CodeScheme.QCVN102, code=old))
        rows.append(
            AgencyCode(
                agency=agency, scheme=CodeScheme.QD20, code=str(to_new(parse_agency_code(old)))
            )
        )
    AgencyCode.objects.bulk_create(rows)


def _units(province: Province) -> None:
    for agency in filter(lambda agency: agency.is_member, province.agencies.values()):
        province.units += [
            Unit(
                agency=agency, name=unit.name, notation=unit.notation, kind=unit.kind,
                position=position,
            )
            for position, unit in enumerate(_plan_of(agency))
        ]  # fmt: skip
    Unit.objects.bulk_create(province.units)
    for unit in province.units:
        unit.path = f"/{unit.pk}/"
    Unit.objects.bulk_update(province.units, ["path"], batch_size=200)


def _posts(province: Province) -> None:
    for unit in province.units:
        planned = next(p for p in _plan_of(unit.agency) if p.name == unit.name)
        position = 0
        for title, role, count in planned.posts:
            for _ in range(count):
                province.posts.append(Post(unit=unit, title=title, role=role, position=position))
                position += 1
    Post.objects.bulk_create(province.posts)


def _people(province: Province, password: str) -> None:
    invented = names.people(seed=2016)
    seats = {(slug, unit, role): login for login, slug, unit, role in reversed(plan.SEATS)}
    taken: set[str] = {login for login, *_ in plan.SEATS}
    users: list[User] = []
    for post in province.posts:
        name = next(invented)
        slug = post.unit.agency.slug
        login = seats.pop((slug, post.unit.name, Role(post.role)), "") or _free(
            names.login(name, slug.replace("-", ".")), taken
        )
        users.append(
            User(
                username=login,
                full_name=name,
                password=password,
                sort_key=name_sort_key(name),
                search_key=fold(name),
                email=f"{login}@bacgiang.example.vn",
            )
        )
    User.objects.bulk_create(users)
    province.appointments = [
        Appointment(user=user, post=post, agency=post.unit.agency, unit=post.unit)
        for user, post in zip(users, province.posts, strict=True)
    ]
    Appointment.objects.bulk_create(province.appointments)


def _plan_of(agency: Agency) -> tuple[plan.UnitPlan, ...]:
    if agency.slug == "stttt":
        return plan.STTTT
    return {
        Level.PROVINCE: plan.PROVINCE,
        Level.DEPARTMENT: plan.DEPARTMENT,
        Level.DISTRICT: plan.DISTRICT,
        Level.COMMUNE: plan.COMMUNE,
    }[Level(agency.level)]


def _agency(
    name: str, notation: str, slug: str, level: Level, parent: Agency | None,
    territory: Territory | None, *, place: str,
) -> Agency:  # fmt: skip
    return Agency(
        name=name, short_name=name, notation=notation, slug=slug, level=level, parent=parent,
        territory=territory, place=place, sort_key=sort_key(name), search_key=fold(name),
        email=f"vanthu@{slug.replace('-', '.')}.bacgiang.example.vn",
        address=f"{place}, tỉnh Bắc Giang",
    )  # fmt: skip


def _set_path(agency: Agency, parent: Agency | None) -> None:
    agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
    if parent is None:
        agency.save(update_fields=["path"])


def _territory(kind: TerritoryKind, code: str) -> Territory:
    return Territory.objects.get(kind=kind, code=code, valid_from__isnull=True)


def _bare(name: str) -> str:
    return next((name[len(p) :] for p in PREFIXES if name.startswith(p)), name)


def _lower_first(name: str) -> str:
    return name[0].lower() + name[1:]


def _free(login: str, taken: set[str]) -> str:
    candidates: Iterable[str] = (login, *(f"{login}{n}" for n in range(2, 100)))
    free = next(c for c in candidates if c not in taken)
    taken.add(free)
    return free
