"""The zip of a form: written the same to the byte each time, read with limits."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from congvu.core.kernel.schema.exchange import from_json_schema, to_json_schema, to_layout
from congvu.core.kernel.schema.form import Form
from congvu.counter.procedures.errors import BadPackage
from congvu.counter.procedures.formsamples import shape_faults

FORMAT = "congvu-form-package/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.p7s"
PARTS = ("schema.json", "layout.json", "samples.json")
LARGEST = 5 * 1024 * 1024
_STILL = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Content:
    """``manifest`` are the signed bytes; ``intact`` is false when a part is not what they say."""

    form: Form
    samples: list[Any]
    number: int
    manifest: bytes
    signature: bytes
    intact: bool


def _bytes(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def write_package(
    form: Form, samples: list[Any], *, number: int, sign: Callable[[bytes], bytes] | None = None
) -> bytes:
    """:param sign: gives the detached CMS signature of the manifest; without it there is none"""
    parts = dict(
        zip(PARTS, map(_bytes, (to_json_schema(form), to_layout(form), samples)), strict=True)
    )
    manifest = _bytes(
        {
            "format": FORMAT, "key": form.key, "title": form.title, "number": number,
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()},
        }
    )  # fmt: skip
    files = {MANIFEST: manifest, **parts}
    if sign is not None:
        files[SIGNATURE] = sign(manifest)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, _STILL), data)
    return target.getvalue()


def read_package(raw: bytes) -> Content:
    """
    :raises BadPackage: no zip, too large, a part is missing or no form
    :raises Invalid: the form itself is refused
    """
    files = _files(raw)
    manifest = _json(files, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadPackage(f"Gói biểu mẫu phải có định dạng “{FORMAT}”. Hãy xuất lại gói.")
    sums = manifest.get("files")
    intact = isinstance(sums, dict) and all(
        sums.get(name) == hashlib.sha256(files.get(name, b"")).hexdigest() for name in PARTS
    )
    samples = _json(files, "samples.json")
    faults = shape_faults(samples)
    if faults:
        raise BadPackage(faults[0])
    form = from_json_schema(_json(files, "schema.json"), _json(files, "layout.json"))
    number = manifest.get("number")
    whole = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10_000
    return Content(
        form, samples, int(str(number)) if whole else 1, files[MANIFEST],
        files.get(SIGNATURE, b""), intact,
    )  # fmt: skip


def _files(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            known = {one.filename: one for one in package.infolist()}
            if set(known) - {MANIFEST, SIGNATURE, *PARTS} or len(package.infolist()) > len(known):
                raise BadPackage("Gói biểu mẫu có tệp lạ. Hãy xuất lại gói từ hệ thống gửi.")
            if sum(one.file_size for one in known.values()) > LARGEST:
                raise BadPackage("Gói biểu mẫu quá lớn. Hãy bỏ bớt hồ sơ mẫu rồi xuất lại.")
            return {name: _limited(package, one) for name, one in known.items()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadPackage() from error


def _limited(package: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with package.open(one) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadPackage("Gói biểu mẫu quá lớn. Hãy bỏ bớt hồ sơ mẫu rồi xuất lại.")
    return data


def _json(files: dict[str, bytes], name: str) -> Any:
    if name not in files:
        raise BadPackage(f"Gói biểu mẫu thiếu tệp {name}. Hãy xuất lại gói từ hệ thống gửi.")
    try:
        return json.loads(files[name])
    except (ValueError, RecursionError) as error:
        raise BadPackage(f"Tệp {name} trong gói không phải JSON. Hãy xuất lại gói.") from error
