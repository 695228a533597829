"""Packages of forms: a zip with schema, layout, samples, a manifest, and its signature (CMS)."""

from congvu.counter.procedures.formpackages.contents import (
    LARGEST,
    Content,
    read_package,
    write_package,
)
from congvu.counter.procedures.formpackages.seal import Seal, sign_manifest, verify_manifest

__all__ = [
    "LARGEST",
    "Content",
    "Seal",
    "read_package",
    "sign_manifest",
    "verify_manifest",
    "write_package",
]
