"""Measure everything at each size; print a table and JSON. Called by ``bin/bench``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from bench import (  # noqa: E402
    between,
    deadlines,
    dossiers,
    figures,
    filing,
    hub,
    letters,
    messages,
    numbering,
    posting,
    queue,
    rush,
    searching,
    signatures,
    world,
)

GROWTH = 1.2
"""No figure may cost more than this at the last size, beside the first."""
PER_MILLION_SECONDS = 900
PARTS = ("pages", "numbers", "post", "rush", "search", "messages", "signatures", "hub", "deadlines",
         "between", "dossiers", "filing", "queue")  # fmt: skip
ONE_PART = ("numbers", "post", "letters", "rush", "messages", "signatures", "hub", "deadlines",
         "between", "dossiers", "filing", "queue")  # fmt: skip


def main() -> int:
    options = _parse()
    parts = set(options.only.split(",")) if options.only else set(PARTS)
    sizes = sorted({int(size) for size in options.sizes.split(",")})
    result: dict[str, Any] = {"machine": _machine(), "sizes": {}}
    if options.filled:
        measured = world.filled()
        sizes = [measured.grown]
    else:
        _say("loading the demo province …")
        measured = world.build()
    for size in sizes:
        _say(f"{size:,} letters …")
        speed = 0 if options.filled else measured.grow(size)
        result["sizes"][size] = {"seconds_per_million": round(speed)}
        if "pages" in parts:
            found = figures.measure(measured, repeat=40 if options.quick else 100)
            result["sizes"][size]["figures"] = [figure.json() for figure in found]
    if "numbers" in parts:
        _say("numbers …")
        result["numbers"] = numbering.measure(issues=500 if options.quick else 2000)
    if "post" in parts:
        _say("post office …")
        result["post"] = posting.measure(letters=100 if options.quick else 500)
        result["letters"] = letters.measure(letters=100 if options.quick else 500)
    if "rush" in parts:
        _say("the rush of 07:30 …")
        result["rush"] = rush.measure(measured, people=50 if options.quick else 300)
    if "search" in parts:
        _say("search …")
        result["search"] = [searching.measure(size, quick=options.quick) for size in sizes]
    if "messages" in parts:
        _say("messages …")
        result["messages"] = messages.measure(quick=options.quick)
    if "signatures" in parts:
        _say("signatures …")
        result["signatures"] = signatures.measure(quick=options.quick)
    if "hub" in parts:
        _say("axis …")
        result["hub"] = hub.measure(quick=options.quick)
    if "deadlines" in parts:
        _say("due dates …")
        result["deadlines"] = deadlines.measure(quick=options.quick)
    if "between" in parts:
        _say("between two installations …")
        result["between"] = between.measure(quick=options.quick)
    if "dossiers" in parts:
        _say("dossiers …")
        size = options.dossiers or (10_000 if options.quick else 100_000)
        result["dossiers"] = dossiers.measure(size=size, quick=options.quick)
    if "filing" in parts:
        _say("a submission online …")
        result["filing"] = filing.measure(quick=options.quick)
    if "queue" in parts:
        _say("a hall …")
        result["queue"] = queue.measure(quick=options.quick)
    result["missed"] = _missed(result)
    _table(result)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.json:
        Path(options.json).write_text(text + "\n", "utf-8")
    else:
        print(text)
    return 1 if options.strict and result["missed"] else 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--dossiers", type=int, default=0)
    parser.add_argument("--filled", action="store_true")
    parser.add_argument("--json", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--strict", action="store_true")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        version = (
            "SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
        )
        cursor.execute(version)
        database = " ".join(str(cursor.fetchone()[0]).split()[:2])
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1), "python": platform.python_version(),
        "vendor": connection.vendor, "database": database,
    }  # fmt: skip


def _missed(result: dict[str, Any]) -> list[str]:
    """Every bound that was not kept; a page's bound is for the largest size measured."""
    missed = [
        f"{part['name']}: {sentence}"
        for part in [
            *map(result.get, ONE_PART),
            *result.get("search", []),
        ]
        if part
        for sentence in part["misses"]
    ]
    sizes = result["sizes"]
    for size, measured in sizes.items():
        if measured["seconds_per_million"] > PER_MILLION_SECONDS and size >= 100_000:
            missed.append(f"growing: {measured['seconds_per_million']} s a million letters")
        for figure in measured.get("figures", []):
            missed += [f"{figure['name']}, {size:,} letters: {what}" for what in figure["misses"]]
    return missed + _grown(sizes)


def _grown(sizes: dict[int, Any]) -> list[str]:
    first, last = sizes[min(sizes)].get("figures", []), sizes[max(sizes)].get("figures", [])
    grown = []
    for small, large in zip(first, last, strict=True):
        if large["cost"]["queries"] > small["cost"]["queries"]:
            grown.append(f"{large['name']}: more statements with more letters")
        if small["bound_ms"] and large["cost"]["cpu"] > GROWTH * small["cost"]["cpu"]:
            ratio = large["cost"]["cpu"] / small["cost"]["cpu"]
            grown.append(f"{large['name']}: grows {ratio:.2f} times from {min(sizes):,}")
    return grown


def _table(result: dict[str, Any]) -> None:
    machine = result["machine"]
    print(f"\n{machine['cores']} cores, {machine['database']}, Python {machine['python']}, "
          f"load {machine['load']}\n")  # fmt: skip
    for size, measured in result["sizes"].items():
        speed = measured["seconds_per_million"]
        print(f"{size:,} letters " + (f"(grown at {speed} s a million)" if speed else "(as found)"))
        print(f"  {'CPU ms per request':38} {'total':>6} {'app':>6} {'db':>6} {'bound':>6} "
              f"{'floor':>6} {'wall':>6} {'queries':>7}")  # fmt: skip
        for figure in measured.get("figures", []):
            cost, bound = figure["cost"], figure["bound_ms"]
            print(
                f"  {figure['name']:38} {cost['cpu']:6.1f} {cost['app']:6.1f} {cost['db']:6.1f} "
                f"{bound or '-':>6} {figure['floor']['cpu']:6.1f} {cost['wall']:6.1f} "
                f"{cost['queries']:7}"
            )
        print()
    if part := result.get("numbers"):
        print(f"{part['name']}: {part['per_second']}/s (bound {part['bound_per_second']}, bare SQL "
              f"{part['bare_per_second']}/s), gapless: {part['gapless']}")  # fmt: skip
    if (part := result.get("between")) and "per_second" in part:
        print(f"{part['name']}: {part['per_second']} letters/s, by CPU {part['by_cpu']} (bound "
              f"{part['bound_per_second']}), CPU {part['cpu_ms']} ms a letter on both sides, "
              f"bare copy and rows {part['floor_cpu_ms']} ms")  # fmt: skip
    if part := result.get("letters"):
        print(f"  CPU {part['cost']['cpu']} ms a letter: {part['by_cpu']} letters/s by CPU")
    for part in filter(None, map(result.get, ("post", "letters"))):
        print(f"{part['name']}: {part['per_second']} letters/s (bound {part['bound_per_second']}), "
              f"{part['times_bare']} times the bare rows and file; one letter to "
              f"{part['communes']} communes in {part['fan_out_seconds']} s "
              f"(bound {part['fan_out_bound']})")  # fmt: skip
    if part := result.get("rush"):
        print(f"{part['name']}: other pages' p95 {part['page_p95_ms']} ms (bound "
              f"{part['bound_ms']}, calm {part['page_p95_calm_ms']}), sign-in p95 "
              f"{part['sign_in_p95_ms']} ms, failures {len(part['failures'])}")  # fmt: skip
    for part in result.get("search", []):
        print(f"{part['name']}: p50 {part['p50_ms']} ms, p95 {part['p95_ms']} ms "
              f"(bound {part['bound_ms']}), floor p95 {part['floor_p95_ms']} ms")  # fmt: skip
    if part := result.get("messages"):
        print(f"{part['name']}: read {part['per_second']}/s (bound {part['bound_per_second']}, bare "
              f"{part['floor_per_second']}/s), memory {part['memory_times']} times the message, built "
              f"{part['built_per_second']}/s, signed {part['signed_per_second']}/s, verified "
              f"{part['verified_per_second']}/s")  # fmt: skip
    if part := result.get("signatures"):
        print(f"{part['name']}: B-B {part['b_b_per_second']}/s (bound {part['bound_b_b']}), B-T "
              f"{part['b_t_per_second']}/s (bound {part['bound_b_t']}), bare RSA "
              f"{part['floor_per_second']}/s; verified {part['verified_per_second']}/s (bound "
              f"{part['bound_verified']}), bare {part['floor_verified_per_second']}/s")  # fmt: skip
    if part := result.get("hub"):
        print(f"{part['name']}: CPU {part['cpu_ms']} ms, bare copy {part['floor_cpu_ms']} ms, "
              f"{part['times']} times (bound {part['bound_times']}); wall {part['wall_ms']} and "
              f"{part['floor_wall_ms']} ms")  # fmt: skip
    if part := result.get("deadlines"):
        print(f"{part['name']}: {part['mean_us']} µs, worst {part['worst_us']} µs (bound "
              f"{part['bound_us']:.0f}, bare walk of 30 days {part['floor_us']}), both clocks of a "
              f"supplement {part['both_clocks_us']} µs, with account "
              f"{part['with_account_us']} µs")  # fmt: skip
    if part := result.get("dossiers"):
        print(dossiers.line(part))
    if part := result.get("queue"):
        print(queue.line(part))
    print("\nmissed:" if result["missed"] else "\nevery bound is kept")
    for sentence in result["missed"]:
        print(f"  {sentence}")
    print()


if __name__ == "__main__":
    raise SystemExit(main())
