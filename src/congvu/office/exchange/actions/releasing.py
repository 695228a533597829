"""Taking in a held message after all, once its cause is gone."""

from __future__ import annotations

from datetime import datetime

from congvu.core.files.queries import open_content
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.errors import Invalid, NotFound, WrongState
from congvu.core.kernel.permissions import demand
from congvu.office.exchange.actions.accepting import Accepted, accept
from congvu.office.exchange.actions.holding import mark_released
from congvu.office.exchange.choices import QuarantineState
from congvu.office.exchange.models import Quarantined


def release(*, actor: Actor, at: datetime, quarantined_id: int, remark: str = "") -> Accepted:
    """Nhận lại: try a held message again, for instance after a route was added.

    Call it outside a transaction. What is still wrong refuses it again with the same sentence.

    :raises NotFound, WrongState: no such message, or settled already
    :raises DomainError: as ``accept``
    """
    demand(actor, "exchange.quarantine.release")
    row = Quarantined.objects.select_related("peer", "raw").filter(pk=quarantined_id).first()
    if row is None:
        raise NotFound("Không tìm thấy gói tin này. Hãy xem lại danh sách gói tin bị giữ lại.")
    if row.state != QuarantineState.HELD:
        raise WrongState("Gói tin này đã được xử lý. Hãy tải lại trang để xem kết quả.")
    if row.peer is None:
        raise Invalid("Không rõ gói tin đến từ hệ thống nào nên không nhận lại được.")
    with open_content(row.raw) as stream:
        accepted = accept(peer=row.peer, stream=stream, at=at, claimed_sender=row.claimed_sender)
    mark_released(actor=actor, at=at, quarantined_id=row.pk, remark=remark)
    return accepted
