"""kill -9 while files come in: what was acknowledged is whole, and the sweep finds the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from congvu.core.files import sweep
from congvu.core.files.models import Blob, File
from congvu.core.kernel.clock import now

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
ROUNDS = 8

CLERK = """
import os, random, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.project.test_settings"
import django
django.setup()
from django.db import transaction
from congvu.core.files import factories
chance = random.Random(int(sys.argv[1]))
number = 0
while True:
    number += 1
    content = factories.pdf(f"round {sys.argv[1]} letter {number}", padding=chance.randrange(400_000))
    if chance.random() < 0.2:
        factories.stored(content)
    elif chance.random() < 0.2:
        try:
            with transaction.atomic():
                factories.attached(content)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    else:
        print(factories.attached(content).pk, flush=True)
"""


def killed_round(seed: int, environment: dict[str, str]) -> list[int]:
    """Let a clerk work until some letters are acknowledged, kill; the acknowledged ids."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLERK, str(seed)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = [
        int(process.stdout.readline()) for _ in range(random.Random(seed).randrange(1, 12))
    ]
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.wait()
    return acknowledged + [int(line) for line in rest if line.isdigit()]


def test_no_acknowledged_file_is_lost_and_no_orphan_stays(files_folder, database_url):
    environment = os.environ | {
        "CONGVU_MODE": "test", "CONGVU_DATABASE_URL": database_url, "PYTHONPATH": "src",
        "CONGVU_DATA": str(files_folder.parent),
    }  # fmt: skip
    acknowledged = [pk for seed in range(ROUNDS) for pk in killed_round(seed, environment)]
    assert File.objects.filter(pk__in=acknowledged).count() == len(acknowledged) >= ROUNDS
    assert sweep.check(deep=True).missing == []
    sweep.sweep(at=now() + timedelta(seconds=1), grace=timedelta(0))
    findings = sweep.check(deep=True)
    assert findings.sound, findings
    assert (
        findings.contents == Blob.objects.count() == File.objects.values("blob").distinct().count()
    )
    assert list((files_folder / ".tmp").iterdir()) == []
