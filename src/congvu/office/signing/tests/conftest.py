"""A store of its own for every test, and one agency with people on its posts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from congvu.office.signing.factories import PIN, authority, pair
from congvu.office.signing.testing import csc, server
from congvu.office.signing.testing.authority import Pair
from congvu.office.work.factories import Cast, cast

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN_PIN = "135790"


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


def long_lived() -> Pair:
    """For tests at a fixed day and for those at today's."""
    return pair("Nguyễn Văn Bình", days=20_000, since_days=4_000)


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


@pytest.fixture(scope="session")
def slot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SoftHSM token with the leader's key and certificate; its label.

    One for all tests of the process: the driver reads its configuration once.
    """
    if not Path(MODULE).is_file() or shutil.which("pkcs11-tool") is None:
        pytest.fail("softhsm2 and opensc are not installed")
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("softhsm")
        config = folder / "softhsm2.conf"
        (folder / "tokens").mkdir()
        config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        patch.setenv("SOFTHSM2_CONF", str(config))
        yield fill(folder)


@pytest.fixture
def token(slot: str, settings) -> str:
    """The token's label, its driver allowed."""
    settings.CONGVU_PKCS11_MODULES = [MODULE]
    return slot


def fill(folder: Path) -> str:
    label = "ky-thu"
    owner = long_lived()
    key = owner.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.der").write_bytes(key)
    (folder / "cert.der").write_bytes(owner.certificate.public_bytes(Encoding.DER))
    tool = ["pkcs11-tool", "--module", MODULE]
    login = [*tool, "--token-label", label, "--login", "--pin", TOKEN_PIN]
    for command in (
        [*tool, "--init-token", "--slot-index", "0", "--label", label, "--so-pin", "12345678"],
        [*tool, "--token-label", label, "--init-pin", "--login", "--so-pin", "12345678",
         "--new-pin", TOKEN_PIN],
        [*login, "--write-object", "key.der", "--type", "privkey", "--label", "ky", "--id", "01",
         "--usage-sign"],
        [*login, "--write-object", "cert.der", "--type", "cert", "--label", "ky", "--id", "01"],
    ):  # fmt: skip
        done = subprocess.run(command, cwd=folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
    return label


@pytest.fixture
def remote(settings) -> Iterator[csc.Service]:
    service = csc.Service({"khoa-1": (long_lived(), authority().chain, PIN)})
    with server.serving(csc.server_for(service)) as url:
        settings.CONGVU_CSC_SERVICES = {
            "thu": {"url": f"{url}/csc/v2", "client_id": "congvu", "client_secret": "bi-mat"}
        }
        yield service
