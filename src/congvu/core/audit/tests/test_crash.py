"""kill -9 of writers and sealers: the chain stays whole and takes up where it stopped."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys

import pytest

from congvu.core.audit import factories, sealing, verification
from congvu.core.audit.models import Entry, Leaf

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
ROUNDS = 6

WRITER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.project.test_settings"
import django
django.setup()
from congvu.core.audit import factories, sealing
sealing.MOST = 3
while True:
    for entry in factories.entries(7):
        print(entry.pk, flush=True)
    sealing.seal(at=factories.AT)
"""


def killed_round(seed: int, environment: dict[str, str]) -> list[int]:
    """Two writers who also seal, killed after some acknowledged entries."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    acknowledged = []
    for process in processes:
        assert process.stdout is not None
        wanted = random.Random(seed).randrange(5, 40)
        acknowledged += [int(process.stdout.readline()) for _ in range(wanted)]
    for process in processes:
        process.send_signal(signal.SIGKILL)
    for process in processes:
        assert process.stdout is not None
        acknowledged += [int(line) for line in process.stdout.read().splitlines() if line.isdigit()]
        process.wait()
    return acknowledged


def test_no_acknowledged_entry_is_lost_and_the_chain_is_whole(heads_file, database_url):
    environment = os.environ | {
        "CONGVU_MODE": "test", "CONGVU_DATABASE_URL": database_url, "PYTHONPATH": "src",
        "CONGVU_AUDIT_HEADS": str(heads_file),
    }  # fmt: skip
    for seed in range(ROUNDS):
        acknowledged = killed_round(seed, environment)
        assert Entry.objects.filter(pk__in=acknowledged).count() == len(acknowledged)
        assert verification.verify().sound
    sealing.seal(at=factories.AT, window=None)
    assert Leaf.objects.count() == Entry.objects.count()
    report = verification.verify()
    assert report.sound, [str(fault) for fault in report.faults]
