"""Search over N made-up letters: each question through the door beside its bare SQL.

    CONGVU_DATABASE_URL=postgresql://… python -m bench.search --rows 1000000

Loads the rows once (again when the number differs) into the database of the settings, which
should be one made for this. Prints one JSON object: per class of question the p50 and p95 in
milliseconds of the door (parsing, rights, index, entries), the CPU it took in this process, and
the floor: the final SQL on the index alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from congvu.core.kernel.clock import VIETNAM  # noqa: E402
from congvu.core.kernel.subject import Subject  # noqa: E402
from congvu.core.search import actions  # noqa: E402
from congvu.core.search.ask import parse  # noqa: E402
from congvu.core.search.engines import Wanted  # noqa: E402
from congvu.core.search.engines import postgres as pg  # noqa: E402
from congvu.core.search.engines import sqlite as lite  # noqa: E402
from congvu.core.search.models import Entry  # noqa: E402
from congvu.core.search.queries import Filters, search_marks  # noqa: E402
from congvu.core.search.rank import HIGHEST, LOWEST  # noqa: E402
from congvu.core.search.registry import Item  # noqa: E402
from congvu.core.search.tags import mark_tag  # noqa: E402

KIND = "bench.letter"
AGENCIES = 250
YEARS = 10
PHRASES = (
    "triển khai thực hiện",
    "báo cáo kết quả",
    "ủy ban nhân dân",
    "tỉnh bắc giang",
    "huyện lục ngạn",
    "ngân sách nhà nước",
    "quyền sử dụng đất",
    "giấy chứng nhận",
    "cải cách hành chính",
    "ứng dụng công nghệ thông tin",
    "phòng chống thiên tai",
    "kế hoạch công tác năm",
    "đăng ký kinh doanh",
    "đầu tư xây dựng",
    "giải phóng mặt bằng",
    "bảo hiểm xã hội",
    "an toàn thực phẩm",
    "tuyển dụng viên chức",
    "khen thưởng thành tích",
    "thu hồi đất",
    "môi trường khu công nghiệp",
    "dự toán chi",
    "quyết toán vốn",
    "mời họp giao ban",
    "góp ý dự thảo",
    "xử lý vi phạm",
    "khiếu nại tố cáo",
    "chữ ký số",
    "cổng thông tin điện tử",
    "chuyển đổi số",
    "dịch vụ công trực tuyến",
    "giao thông nông thôn",
    "xây dựng nông thôn mới",
    "hộ nghèo",
    "vải thiều",
    "dịch bệnh gia súc",
    "phổ biến pháp luật",
    "hòa giải cơ sở",
    "bưu chính viễn thông",
    "đấu giá tài sản",
)
SYLLABLES = [
    a + b + c
    for a in (
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    )
    for b in "aăâeêioôơuưáàạếềộốụủứự"
    for c in ("", "n", "ng", "nh", "m", "p", "t", "c")
]
HEADS = ("Về việc", "V/v", "Quyết định", "Báo cáo", "Thông báo")
STATES = ("new", "directed", "assigned", "done")


def _weights(count: int, start: int) -> list[float]:
    """Frequencies that fall like those of a language (Zipf)."""
    return list(itertools.accumulate(1 / (place + start) for place in range(count)))


def letters(rows: int, seed: int = 7) -> Iterator[Item]:
    """Letters over ten years; the first agency has a sixth of them, the last one in 1,500."""
    rnd = random.Random(seed)
    syllables = rnd.sample(SYLLABLES, len(SYLLABLES))
    word_weights = _weights(len(syllables), 5)
    phrase_weights = _weights(len(PHRASES), 3)
    agency_weights = _weights(AGENCIES, 1)
    start = datetime(2016, 1, 1, tzinfo=VIETNAM)
    step = timedelta(days=365 * YEARS) / rows
    for number in range(rows):
        agency = rnd.choices(range(1, AGENCIES + 1), cum_weights=agency_weights)[0]
        phrases = rnd.choices(PHRASES, cum_weights=phrase_weights, k=3)
        filler = rnd.choices(syllables, cum_weights=word_weights, k=8)
        words = [rnd.choice(HEADS), phrases[0], *filler[:4], phrases[1], *filler[4:], phrases[2]]
        marks = {f"a{agency}"}
        marks |= {f"u{agency * 20 + rnd.randrange(10)}" for _ in range(rnd.randint(1, 3))}
        marks |= {f"p{agency * 200 + rnd.randrange(90)}" for _ in range(rnd.randint(2, 6))}
        notation = rnd.choice(("UBND", "UBND", "STTTT", "STC", "SNV"))
        yield Item(
            subject=Subject(KIND, number + 1),
            title=" ".join(words),
            body=_body(rnd, syllables, word_weights) if _has_body(number, rows) else "",
            code=f"{rnd.randint(1, 4000)}/{rnd.choice(('QĐ', 'CV', 'TB'))}-{notation}",
            at=start + step * number,
            marks=marks,
            agency_id=agency,
            facets={"state": rnd.choice(STATES)},
        )


def _has_body(number: int, rows: int) -> bool:
    """Every tenth letter has the words of its file, and so have all new ones."""
    return number % 10 == 0 or number >= rows - 20_000


def _body(rnd: random.Random, syllables: list[str], weights: list[float]) -> str:
    """Some 340 words: a letter of one page."""
    words = ["Kính gửi", *rnd.choices(syllables, cum_weights=weights, k=200)]
    words += rnd.choices(PHRASES, k=30)
    return " ".join([*words, "Nơi nhận như trên"])


def load(rows: int) -> float:
    """Make the database hold exactly these letters; returns the seconds it took."""
    call_command("migrate", verbosity=0)
    if Entry.objects.count() == rows:
        return 0.0
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE search_entry")
        else:
            cursor.execute("DELETE FROM search_entry")
    source = letters(rows)
    with actions.bulk():
        while batch := list(itertools.islice(source, 5_000)):
            with transaction.atomic():
                actions.put_many(batch)
            print(f"\r{batch[-1].subject.id:>9} / {rows}", end="", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(file=sys.stderr)
    return time.perf_counter() - begin


ACTORS = {
    "wide (40 agencies)": [f"a{number}" for number in range(1, 41)],
    "clerk of the largest agency": ["a1", "u21", "p203"],
    "clerk of a middle agency": ["a30", "u600", "p6003"],
    "clerk of a small agency": ["a249", "u4980", "p49803"],
    "specialist": ["p203"],
    "nobody": ["zzz"],
}
QUESTIONS = {
    "frequent word": ["ubnd ", "đất ", "dat "],
    "phrase with diacritics": ['"quyền sử dụng đất"', '"cải cách hành chính"'],
    "phrase without": ['"quyen su dung dat"', '"ung dung cong nghe"'],
    "four words": ["ngân sách đất báo", "ke hoach bao cao ", "lục ngạn đầu tư "],
    "exact over folded": ["ngạn ", "huyện lục ngạn "],
    "rare word": ["khựp ", "quựm ", "khongco "],
    "number": ["3647", "12/QĐ-UBND", "456/QĐ-UBND", "647/STTTT"],
    "number and frequent word": ["3647 ubnd ", "đất 1234 "],
    "word of a body": ["kính gửi ", "noi nhan như", "kính chuyển "],
    "beginning of a word": ["quyền sử dụng đ", "tuy", "ngh", "lục ng"],
}
FILTERED = {
    "frequent word, one year": Filters(since=date(2018, 1, 1), until=date(2018, 12, 31)),
    "frequent word, one state": Filters(facets={"state": ["done"]}),
}  # fmt: skip


def timed(run: Callable[[], object], repeat: int) -> tuple[list[float], float]:
    """Wall milliseconds of each run, and CPU milliseconds of this process per run."""
    run()
    walls = []
    cpu = time.process_time()
    for _ in range(repeat):
        begin = time.perf_counter()
        run()
        walls.append((time.perf_counter() - begin) * 1000)
    return walls, (time.process_time() - cpu) * 1000 / repeat


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def bare(q: str, marks: list[str], filters: Filters) -> Callable[[], object]:
    """The one SQL statement that decides the first pass, with nothing of ours around it."""
    wanted = Wanted(
        ask=parse(q).passes[0], marks=[mark_tag(KIND, m) for m in marks], tags=[],
        low=LOWEST, high=HIGHEST, limit=21,
    )  # fmt: skip
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT 21"
        params: list[object] = [lite.match(wanted)]
    else:
        query = pg.tsquery(wanted)
        sql, params = pg.HEAD_WALK.format(without=""), [HIGHEST, pg.WALK, LOWEST, query, 21]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            if len(cursor.fetchall()) < 21:
                sql = pg.GATHER.format(column="head", without="") + pg.NEWEST
                params = [query, LOWEST, HIGHEST, 21]

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return run


def measure(repeat: int) -> dict[str, object]:
    classes: dict[str, object] = {}
    everything: list[float] = []
    worst: list[tuple[float, str]] = []
    cases = [(name, qs, Filters()) for name, qs in QUESTIONS.items()]
    cases += [(name, QUESTIONS["frequent word"], filters) for name, filters in FILTERED.items()]
    for name, questions, filters in cases:
        door: list[float] = []
        floor: list[float] = []
        cpu: list[float] = []
        for (who, marks), q in itertools.product(ACTORS.items(), questions):

            def ask(q: str = q, marks: list[str] = marks, filters: Filters = filters) -> object:
                return search_marks(marks={KIND: marks}, q=q, filters=filters)

            walls, spent = timed(ask, repeat)
            door += walls
            cpu.append(spent)
            floor += timed(bare(q, marks, filters), repeat)[0]
            worst.append((round(max(walls), 1), f"{who}: {q}"))
        everything += door
        classes[name] = {
            "p50_ms": round(statistics.median(door), 1),
            "p95_ms": round(p95(door), 1),
            "cpu_ms": round(statistics.mean(cpu), 1),
            "floor_p50_ms": round(statistics.median(floor), 1),
            "floor_p95_ms": round(p95(floor), 1),
        }
    return {
        "all": {"p50_ms": round(statistics.median(everything), 1), "p95_ms": round(p95(everything), 1)},
        "classes": classes,
        "slowest": sorted(worst, reverse=True)[:8],
    }  # fmt: skip


def writing(repeat: int = 300) -> dict[str, float]:
    """What registering one more letter costs, rolled back."""
    walls = []
    cpu = time.process_time()
    with transaction.atomic():
        for item in itertools.islice(letters(repeat, seed=11), repeat):
            begin = time.perf_counter()
            actions.put_many([Item(Subject(KIND, 10**9 + item.subject.id), *_rest(item))])
            walls.append((time.perf_counter() - begin) * 1000)
        spent = (time.process_time() - cpu) * 1000 / repeat
        transaction.set_rollback(True)
    return {
        "p50_ms": round(statistics.median(walls), 2),
        "p95_ms": round(p95(walls), 2),
        "cpu_ms": round(spent, 2),
    }


def _rest(item: Item) -> tuple[object, ...]:
    return item.title, item.at, item.marks, item.code, item.body, item.agency_id, item.facets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    seconds = load(options.rows)
    result: dict[str, object] = {
        "what": "search",
        "database": connection.vendor,
        "rows": options.rows,
        "load_s": round(seconds, 1),
        "put": writing(),
    }
    result |= measure(options.repeat)
    print(json.dumps(result, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
