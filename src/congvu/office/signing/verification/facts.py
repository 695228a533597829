"""The seven facts of one signature, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.office.signing.verification import chains, integrity, later, revocation, timestamps
from congvu.office.signing.verification.anchors import Anchors, Policy, RevocationSource
from congvu.office.signing.verification.attributes import malformed
from congvu.office.signing.verification.names import moment, signer_of
from congvu.office.signing.verification.reading import attempt
from congvu.office.signing.verification.report import (
    BROKEN,
    INTACT,
    Chain,
    Changes,
    Coverage,
    Revocation,
    Revoked,
    SignatureFacts,
    Timestamp,
    Verdict,
)
from congvu.office.signing.verification.words import Findings, explained, judge

SIGNATURE = "signature"
TIMESTAMP = "timestamp"


@dataclass(frozen=True)
class Setting:
    """What all signatures of one file share; ``walked`` keeps the chains found at a moment."""

    at: datetime
    anchors: Anchors
    policy: Policy
    history: later.History
    store: RevocationSource
    store_certificates: Sequence[x509.Certificate]
    fields: frozenset[str]
    walked: dict[Any, Chain] = field(default_factory=dict)


@dataclass(frozen=True)
class Who:
    """The signer's certificate and those beside it; ``bound`` when the signature names it."""

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    bound: bool


def who_signed(embedded: EmbeddedPdfSignature) -> Who | None:
    """The certificate of the signer inside the CMS, or None when there is none."""
    found = attempt(lambda: extract_certs_for_validation(embedded.signed_data), otherwise=None)
    bound = found is not None
    found = found or attempt(lambda: extract_certificate_info(embedded.signed_data), otherwise=None)
    if found is None or not whole(found.signer_cert):
        return None
    return Who(found.signer_cert, tuple(one for one in found.other_certs if whole(one)), bound)


def whole(certificate: x509.Certificate) -> bool:
    """Whether a certificate can be parsed to its end, which path building takes for granted."""
    return attempt(lambda: bool(certificate.native), otherwise=False)


async def gather(
    name: str, embedded: EmbeddedPdfSignature, who: Who | None, setting: Setting
) -> SignatureFacts:
    """All facts of one signature; a fact that cannot be read is unknown and says so."""
    try:
        return await _gather(name, embedded, who, setting)
    except Exception:
        # What no single step foresaw in a file from anybody must not end the whole report.
        return unreadable(name, "Dữ liệu chữ ký số bị hỏng nên không xác minh được.", embedded)


async def _gather(
    name: str, embedded: EmbeddedPdfSignature, who: Who | None, setting: Setting
) -> SignatureFacts:
    if who is None:
        return unreadable(name, "Chữ ký không kèm chứng thư đọc được của người ký.", embedded)
    kept = integrity.check(embedded, who.signer)
    changes, filled = later.changes_of(embedded)
    others = [*who.others, *setting.store_certificates]
    is_stamp = embedded.sig_object_type == "/DocTimeStamp"
    claimed = claimed_time(embedded)
    stamp = await _stamp(embedded, others, setting, is_stamp=is_stamp)
    trust = await _trust(embedded, who, others, stamp, claimed, setting, is_stamp=is_stamp)
    later_on = kept.intact and changes is not Changes.NONE
    steps = later.steps_after(embedded, setting.history) if later_on else ()
    found = Findings(
        integrity=INTACT if kept.intact else BROKEN,
        trouble=kept.trouble or ("" if who.bound else integrity.UNBOUND),
        coverage=later.coverage_of(embedded),
        changes=changes,
        filled=tuple(sorted(filled - setting.fields)),
        may_fill=attempt(lambda: embedded.docmdp_level is not None, otherwise=False),
        later=steps,
        locked=later.forbids_all(embedded),
        signed_at=trust.at_signing,
        now=trust.now,
        timestamp=stamp,
        revocation=trust.revocation,
        weak=trust.weak,
        require_revocation=setting.policy.require_revocation,
    )
    verdict, reason = judge(found)
    return SignatureFacts(
        field=name,
        kind=TIMESTAMP if is_stamp else SIGNATURE,
        subfilter=subfilter(embedded.sig_object),
        integrity=found.integrity,
        digest=str(embedded.md_algorithm),
        coverage=found.coverage,
        later_changes=changes,
        later=steps,
        signer=signer_of(who.signer),
        claimed_time=claimed,
        timestamp=stamp,
        at_signing=trust.at_signing,
        now=trust.now,
        revocation=trust.revocation,
        notes=_notes(embedded, found, who),
        verdict=verdict,
        reason=reason,
    )


def unreadable(name: str, reason: str, embedded: Any = None) -> SignatureFacts:
    """A signature whose parts cannot be read proves nothing."""
    coverage = Coverage.UNCLEAR if embedded is None else later.coverage_of(embedded)
    return SignatureFacts(
        field=name,
        kind=SIGNATURE,
        subfilter="" if embedded is None else subfilter(embedded.sig_object),
        integrity=BROKEN,
        digest="",
        coverage=coverage,
        later_changes=Changes.OTHER,
        later=(),
        signer=None,
        claimed_time=None,
        timestamp=None,
        at_signing=Chain(False, reason=reason),
        now=Chain(False, reason=reason),
        revocation=Revocation(Revoked.UNKNOWN, reason=revocation.NO_SOURCE),
        notes=(),
        verdict=Verdict.INVALID,
        reason=reason,
    )


def subfilter(signature: Any) -> str:
    return attempt(lambda: str(signature["/SubFilter"]), otherwise="")


def claimed_time(embedded: EmbeddedPdfSignature) -> datetime | None:
    """When the signer says to have signed: signed attribute first, then the dictionary's /M."""
    told = attempt(lambda: extract_self_reported_ts(embedded.signer_info), otherwise=None)
    told = told or attempt(lambda: embedded.self_reported_timestamp, otherwise=None)
    told = told or attempt(lambda: _dictionary_time(embedded), otherwise=None)
    if not isinstance(told, datetime):
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def _dictionary_time(embedded: EmbeddedPdfSignature) -> datetime:
    found: datetime = parse_pdf_date(embedded.sig_object["/M"], strict=False)
    return found


async def _stamp(
    embedded: EmbeddedPdfSignature,
    others: Sequence[x509.Certificate],
    setting: Setting,
    *,
    is_stamp: bool,
) -> Timestamp | None:
    if is_stamp:
        return await timestamps.read_token(
            embedded.signed_data, embedded.compute_digest, others, setting.at, setting.anchors
        )
    return await timestamps.of_signature(embedded.signer_info, others, setting.at, setting.anchors)


@dataclass(frozen=True)
class Trust:
    at_signing: Chain
    now: Chain
    revocation: Revocation
    weak: str


async def _trust(
    embedded: EmbeddedPdfSignature,
    who: Who,
    others: Sequence[x509.Certificate],
    stamp: Timestamp | None,
    claimed: datetime | None,
    setting: Setting,
    *,
    is_stamp: bool,
) -> Trust:
    """Facts 3, 4 and 5 at the moment of signing and now."""
    usage = chains.STAMPING if is_stamp else chains.SIGNING
    # A time that the signer states lies in the signer's hand, but cannot be after now.
    when = (
        stamp.time
        if stamp is not None and stamp.trusted
        else min(claimed or setting.at, setting.at)
    )
    weak = attempt(
        lambda: chains.weak_algorithm(embedded.signer_info, who.signer, setting.at),
        otherwise="Thuật toán của chữ ký không được hỗ trợ.",
    )
    now, then = [
        await _chain(who.signer, others, moment_, setting, usage, weak)
        for moment_ in (setting.at, when)
    ]
    sources = [
        *setting.policy.sources,
        setting.store,
        revocation.from_signature(embedded.signed_data, embedded.signer_info),
    ]
    moments = list(dict.fromkeys((setting.at, when)))
    state = await revocation.check(who.signer, others, moments, setting.anchors, sources, usage)
    revoked_at = state.revoked_at if state.state is Revoked.REVOKED else None
    if revoked_at is not None:
        now = Chain(False, reason=state.reason) if revoked_at <= setting.at else now
        then = Chain(False, reason=state.reason) if revoked_at <= when else then
    return Trust(then, now, state, weak)


async def _chain(
    signer: x509.Certificate,
    others: Sequence[x509.Certificate],
    at: datetime,
    setting: Setting,
    usage: Any,
    weak: str,
) -> Chain:
    if weak:
        return Chain(False, reason=weak)
    key = (signer.sha256, at, frozenset(one.sha256 for one in others), id(usage))
    if key not in setting.walked:
        knowledge = chains.context(setting.anchors, others, at)
        setting.walked[key] = (await chains.walk(signer, knowledge, setting.anchors, usage)).chain
    return setting.walked[key]


def _notes(embedded: EmbeddedPdfSignature, found: Findings, who: Who) -> tuple[str, ...]:
    info = embedded.signer_info
    notes = []
    if malformed(info, "unsigned_attrs") or malformed(info, "signed_attrs"):
        notes.append("Chữ ký có thuộc tính sai quy cách; thuộc tính đó được bỏ qua khi xác minh.")
    if found.changes is Changes.OTHER and explained(found):
        notes.append(
            "Theo chuẩn PDF, người ký này chỉ cho phép điền biểu mẫu; các chữ ký thêm vào sau "
            "được giải thích ở mục thay đổi sau khi ký."
        )
    if found.timestamp is not None and found.timestamp.reason:
        notes.append(found.timestamp.reason)
    if found.revocation.state is Revoked.REVOKED:
        notes.append(found.revocation.reason)
    if not found.now.trusted and found.signed_at.trusted:
        notes.append(f"Nay chứng thư không còn dùng được: {found.now.reason}")
    late = attempt(lambda: who.signer.not_valid_after, otherwise=None)
    if late is not None and not found.signed_at.trusted:
        notes.append(f"Chứng thư của người ký có hiệu lực đến {moment(late)}.")
    return tuple(dict.fromkeys(notes))
