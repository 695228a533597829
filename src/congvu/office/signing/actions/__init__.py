"""Writing doors: enrol keys, sign, put letters before a signer and confirm them."""

from congvu.office.signing.actions import trust
from congvu.office.signing.actions.keys import (
    change_pin,
    disable_key,
    enrol_pkcs11,
    enrol_remote,
    enrol_soft_key,
    reseal_keys,
    revoke_certificate,
    unlock_key,
)
from congvu.office.signing.actions.likeness import set_likeness
from congvu.office.signing.actions.requests import ItemSpec, cancel, confirm, request, withdraw
from congvu.office.signing.actions.running import run_request
from congvu.office.signing.actions.signing import Signed, sign
from congvu.office.signing.actions.validation import (
    check,
    judge,
    judge_file,
    keep,
    validate,
    validate_files_later,
    validate_later,
)
from congvu.office.signing.appearance import AnnexLines, CopyLines, NumberDate, Picture
from congvu.office.signing.places import Named, Place

__all__ = [
    "AnnexLines",
    "CopyLines",
    "ItemSpec",
    "Named",
    "NumberDate",
    "Picture",
    "Place",
    "Signed",
    "cancel",
    "change_pin",
    "check",
    "confirm",
    "disable_key",
    "enrol_pkcs11",
    "enrol_remote",
    "enrol_soft_key",
    "judge",
    "judge_file",
    "keep",
    "request",
    "reseal_keys",
    "revoke_certificate",
    "run_request",
    "set_likeness",
    "sign",
    "trust",
    "unlock_key",
    "validate",
    "validate_files_later",
    "validate_later",
    "withdraw",
]
