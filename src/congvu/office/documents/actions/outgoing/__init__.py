"""The verbs of outgoing letters."""

from congvu.office.documents.actions.outgoing.certifying import certify, copied
from congvu.office.documents.actions.outgoing.copies import copyable, make_copy
from congvu.office.documents.actions.outgoing.digital import Seal, lay_before_signer, sign_off
from congvu.office.documents.actions.outgoing.drafting import (
    cancel,
    draft,
    edit,
    remove_attachment,
    store_draft,
    submit,
    withdraw,
)
from congvu.office.documents.actions.outgoing.fields import Fields, Place, recipients
from congvu.office.documents.actions.outgoing.groups import drop_group, save_group
from congvu.office.documents.actions.outgoing.issuing import issue, recall
from congvu.office.documents.actions.outgoing.numbering import (
    attach_final,
    complete,
    finish_numbering,
    number,
    refuse_number,
    reserve,
)
from congvu.office.documents.actions.outgoing.reviewing import (
    Verdict,
    approve,
    batch_approve,
    check,
    return_draft,
    review,
)
from congvu.office.documents.actions.outgoing.secret import Signed, record_secret

__all__ = [
    "Fields",
    "Place",
    "Seal",
    "Signed",
    "Verdict",
    "approve",
    "attach_final",
    "batch_approve",
    "cancel",
    "certify",
    "check",
    "complete",
    "copied",
    "copyable",
    "draft",
    "drop_group",
    "edit",
    "finish_numbering",
    "issue",
    "lay_before_signer",
    "make_copy",
    "number",
    "recall",
    "recipients",
    "record_secret",
    "refuse_number",
    "remove_attachment",
    "reserve",
    "return_draft",
    "review",
    "save_group",
    "sign_off",
    "store_draft",
    "submit",
    "withdraw",
]
