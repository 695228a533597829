"""A store of its own for every test, and one agency with people on its posts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.office.work.factories import Cast, cast


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    }
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / ".tmp")
    return folder


@pytest.fixture
def people() -> Cast:
    return cast()


Pdfsig = Callable[[bytes, x509.Certificate], str]


@pytest.fixture
def pdfsig(tmp_path: Path) -> Pdfsig:
    """What poppler says of a PDF when it trusts one root, for signatures and timestamps alike."""
    if shutil.which("certutil") is None or shutil.which("pdfsig") is None:
        pytest.fail("certutil (libnss3-tools) or pdfsig (poppler-utils) is not installed")

    def say(pdf: bytes, root: x509.Certificate) -> str:
        (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
        (tmp_path / "signed.pdf").write_bytes(pdf)
        folder = tmp_path / "nss"
        folder.mkdir()
        base = ["certutil", "-d", f"sql:{folder}"]
        subprocess.run([*base, "-N", "--empty-password"], check=True)
        trust = [*base, "-A", "-n", "goc", "-t", "CT,C,C", "-i", str(tmp_path / "root.pem")]
        subprocess.run(trust, check=True)
        done = subprocess.run(
            ["pdfsig", "-nssdir", f"sql:{folder}", str(tmp_path / "signed.pdf")],
            capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout.decode()

    return say
