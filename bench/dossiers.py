"""Dossiers: lists, one large dossier, accepting, export, a day of a large province, the quarter."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import connection
from django.db.models import Count

from bench import world
from bench.caller import Caller
from bench.meter import bare_reading, cost_of, writing_meter
from congvu.core.files import actions as files
from congvu.core.files.choices import Use
from congvu.core.files.factories import pdf
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import local_date, now
from congvu.core.organisation.choices import Role
from congvu.core.organisation.models import Appointment
from congvu.counter.dossiers import actions, queries
from congvu.counter.dossiers.actions import Filing, Scan, Who
from congvu.counter.dossiers.choices import Channel
from congvu.counter.dossiers.models import Dossier, Paper
from congvu.counter.national.adapter.wire import encode
from congvu.counter.national.pictures import picture_of
from congvu.project.demo import dossiers as demo

DOCUMENTS = 435
BOUNDS = {"list": 25.0, "page": None, "open": 120.0, "payload": None, "accept": 15.0}
EXPORTED, EXPORT_MB = 100_000, 200.0
A_DAY, SHARE = 12_900, 5.0
DAY, WORKING_HOURS = 24 * 3600 * 2, 8 * 3600 * 2
"""Seconds of two cores in a day, and in the eight hours in which most of it comes."""
QUARTER_SECONDS = 2.0
LOOKS = 6
"""Lists and dossiers opened in the life of one dossier, besides its verbs."""
_serial = itertools.count(1)


def measure(*, size: int, quick: bool) -> dict[str, Any]:
    """Everything over at least ``size`` dossiers; ``misses`` names the bounds not kept."""
    missing = size - Dossier.objects.count()
    begun = time.perf_counter()
    if missing > 0:
        demo.grow(dossiers=missing, at=now(), say=lambda text: None)
    speed = (time.perf_counter() - begun) * 1_000_000 / missing if missing > 0 else 0.0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("RESET statement_timeout")
    repeat = 20 if quick else 60
    officer, clerk = _officer(), _callers("motcua.stttt")
    large = _large()
    found: dict[str, Any] = {
        "name": "dossiers", "dossiers": Dossier.objects.count(),
        "seconds_per_million": round(speed), "cpu_ms": {}, "misses": [],
    }  # fmt: skip
    reading: dict[str, Callable[[], bytes]] = {
        "list": lambda: officer["api"].get("/api/v1/dossiers?limit=100"),
        "page": lambda: officer["page"].get("/mot-cua/ho-so/"),
        "open": lambda: clerk["page"].get(f"/mot-cua/ho-so/{large}/"),
        "payload": _payload(),
    }
    for name, run in reading.items():
        _noted(
            found, name, cost_of(run, repeat=repeat).json(), bare_reading(run, repeat=repeat).cpu
        )
    verbs = _verbs(clerk["api"], repeat)
    for name, (cost, floor) in verbs.items():
        _noted(found, name, cost, floor)
    looks = LOOKS * (found["cpu_ms"]["list"]["cpu"] + found["cpu_ms"]["page"]["cpu"]) / 2
    life = sum(found["cpu_ms"][name]["cpu"] for name in verbs) + looks
    found["life_ms"] = round(life, 1)
    found["share"] = round(A_DAY * life / 1000 / DAY * 100, 2)
    found["share_of_hours"] = round(A_DAY * life / 1000 / WORKING_HOURS * 100, 2)
    if found["share"] > SHARE:
        found["misses"].append(f"{found['share']} % of two cores, bound {SHARE:g}")
    found |= _quarter(found["misses"]) | _export(found["misses"])
    return found


def _noted(found: dict[str, Any], name: str, cost: dict[str, float], floor: float) -> None:
    bound = BOUNDS.get(name)
    found["cpu_ms"][name] = cost | {"floor": round(floor, 2), "bound": bound}
    if bound is not None and cost["cpu"] > bound:
        found["misses"].append(f"{name}: {cost['cpu']:.1f} ms CPU, bound {bound:g}")


def _callers(username: str) -> dict[str, Caller]:
    return {"page": world._signed_in(username), "api": world._token(username)}


def _officer() -> dict[str, Caller]:
    """The officer whose unit holds most dossiers."""
    rows = Dossier.objects.filter(unit__isnull=False).values("unit").annotate(n=Count("pk"))
    unit = rows.order_by("-n")[0]["unit"]
    seats = Appointment.objects.filter(unit=unit, post__role=Role.OFFICER, valid_to=None)
    return _callers(seats.select_related("user")[0].user.username)


def _payload() -> Callable[[], bytes]:
    """What the national portal is told of the newest dossier whose result was given."""
    rows = Dossier.objects.filter(returned_at__isnull=False).order_by("-returned_at", "-pk")
    pk = rows.values_list("pk", flat=True)[0]

    def build() -> bytes:
        whole = queries.whole([pk])[pk]
        event = list(whole.events.all())[-1]
        return orjson.dumps(encode(picture_of(whole, event, at=now())))

    return build


def _large() -> int:
    """A dossier of the department with 435 documents."""
    stored = files.store(
        stream=io.BytesIO(pdf(f"Ho so lon {os.getpid()}")), name="giay-to.pdf",
        use=Use.ATTACHMENT, actor=_system(), at=now(),
    )  # fmt: skip
    return _filed(scans=[Scan(1, stored)] * DOCUMENTS)


def _verbs(caller: Caller, repeat: int) -> dict[str, tuple[dict[str, float], float]]:
    """The life of a dossier verb by verb through the API: receipt to result."""
    leader = world._token("giamdoc.stttt")
    officer = Appointment.objects.filter(
        agency__slug="stttt", post__role=Role.OFFICER, valid_to=None
    ).select_related("user")[0]
    works = world._token(officer.user.username)
    given = [_filed() for _ in range(2 * repeat + 8)]
    steps: tuple[tuple[str, Caller, dict[str, Any]], ...] = (
        ("accept", caller, {}),
        ("start", caller, {"post_id": officer.post_id}),
        ("propose", works, {"name": "Giấy phép"}),
        ("finish", leader, {}),
        ("return", caller, {}),
    )
    found = {"receive": _receiving(caller, repeat)}
    for verb, who, body in steps:
        found[verb] = _step(who, verb, body, given, repeat)
    return found


def _step(
    caller: Caller, verb: str, body: dict[str, Any], given: list[int], repeat: int
) -> tuple[dict[str, float], float]:
    versions = dict(Dossier.objects.filter(pk__in=given).values_list("pk", "version"))
    queue = iter(given)

    def run() -> bytes:
        pk = next(queue)
        return _post(caller, f"/api/v1/dossiers/{pk}/{verb}", {"version": versions[pk]} | body, 200)

    return _written(run, repeat)


def _receiving(caller: Caller, repeat: int) -> tuple[dict[str, float], float]:
    code = _procedure()

    def run() -> bytes:
        return _post(caller, "/api/v1/dossiers", {"procedure_code": code, "who": _who()}, 201)

    return _written(run, repeat)


def _written(run: Callable[[], bytes], repeat: int) -> tuple[dict[str, float], float]:
    cost = cost_of(run, repeat=repeat)
    with writing_meter() as written:
        for _ in range(repeat):
            run()
    return cost.json(), written["seconds"] * 1000 / repeat


def _post(caller: Caller, path: str, body: dict[str, Any], expected: int) -> bytes:
    key = {"Idempotency-Key": f"do-{os.getpid()}-{next(_serial):08}"}
    return caller._call("POST", path, orjson.dumps(body), "application/json", expected, key)


def _who() -> dict[str, str]:
    n = next(_serial)
    return {"name": f"Nguyễn Thị Đo {n}", "phone": f"0912{n % 1_000_000:06}"}


def _procedure() -> str:
    rows = Dossier.objects.filter(agency__slug="stttt", offering__valid_to=None)
    return rows.values_list("procedure__procedure__code", flat=True).order_by("-pk")[0]


def _filed(scans: Sequence[Scan] = ()) -> int:
    place = Appointment.objects.filter(agency__slug="stttt")[0].agency_id
    who = _who()
    filing = Filing(_procedure(), Who(who["name"], phone=who["phone"]), scans=scans)
    made = actions.file_dossier(
        actor=_system(), at=now(), agency_id=place, filing=filing, channel=Channel.ONLINE
    )
    Paper.objects.filter(dossier=made).update(provided=True)
    return made.pk


def _system() -> Actor:
    return system_actor("demo")


def _quarter(misses: list[str]) -> dict[str, Any]:
    """The last quarter that is over, all agencies and fields."""
    first = local_date(now()).replace(day=1)
    last = date(first.year, (first.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    begins = date(last.year, last.month - 2, 1)
    best, rows = 1e9, 0
    for _ in range(3):
        begun = time.perf_counter()
        rows = len(queries.period_figures(first=begins, last=last, at=now()))
        best = min(best, time.perf_counter() - begun)
    if best > QUARTER_SECONDS:
        misses.append(f"quarterly report in {best:.1f} s, bound {QUARTER_SECONDS:g}")
    return {"quarter_seconds": round(best, 2), "quarter_rows": rows}


EXPORTER = """
import django, re, shutil, sys, time
django.setup()
def peak():
    text = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\\s+(\\d+)", text)[1])
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.clock import now
from congvu.counter.dossiers.exports import dossiers_xlsx
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.queries import Filters
from congvu.project import urls
oldest = Dossier.objects.order_by("-filed_at").values_list("filed_at", flat=True)
day = oldest[min(int(sys.argv[2]), Dossier.objects.count()) - 1].date()
before = peak()
begun = time.process_time()
file = dossiers_xlsx(actor=system_actor("demo"), at=now(), filters=Filters(filed_from=day))
with open(sys.argv[1], "wb") as out:
    shutil.copyfileobj(file, out)
after = peak()
print(before // 1024, after // 1024, round(time.process_time() - begun, 1),
      Dossier.objects.filter(filed_at__date__gte=day).count())
"""


def _export(misses: list[str]) -> dict[str, Any]:
    """In a process of its own: what it takes above what the process takes anyway, in MB."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as target:
        told = subprocess.run(
            [sys.executable, "-c", EXPORTER, target.name, str(EXPORTED)], check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        size = Path(target.name).stat().st_size
    before, after, seconds, rows = told.stdout.split()
    if int(after) - int(before) > EXPORT_MB:
        misses.append(f"export took {int(after) - int(before)} MB, bound {EXPORT_MB:g}")
    return {
        "export_rows": int(rows), "export_mb": int(after) - int(before),
        "export_peak_mb": int(after), "export_cpu_seconds": float(seconds),
        "export_file_mb": round(size / 1e6, 1),
    }  # fmt: skip


def line(part: dict[str, Any]) -> str:
    """The lines of the table."""
    head = (
        f"{part['name']}: {part['dossiers']:,} (grown at {part['seconds_per_million']} s a million)"
    )
    rows = [
        f"  {name:10} {cost['cpu']:6.1f} ms CPU (app {cost['app']:.1f}, db {cost['db']:.1f}), bound "
        f"{cost['bound'] or '-'}, floor {cost['floor']}, {cost['queries']:.0f} statements"
        for name, cost in part["cpu_ms"].items()
    ]
    tail = [
        f"  a life {part['life_ms']} ms: {A_DAY} a day use {part['share']} % of two cores "
        f"(bound {SHARE:g}; of the eight working hours {part['share_of_hours']} %)",
        f"  quarter in {part['quarter_seconds']} s, {part['quarter_rows']} rows (bound "
        f"{QUARTER_SECONDS:g})",
        f"  export of {part['export_rows']:,}: {part['export_mb']} MB more (peak "
        f"{part['export_peak_mb']}), {part['export_cpu_seconds']} s of CPU, file "
        f"{part['export_file_mb']} MB (bound {EXPORT_MB:g} MB)",
    ]
    return "\n".join([head, *rows, *tail])
