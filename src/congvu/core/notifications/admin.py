"""For IT officers: what could not be sent, and sending it again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import DomainError
from congvu.core.notifications import actions
from congvu.core.notifications.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only but for one action."""

    list_display = (
        "id",
        "notice",
        "recipient",
        "channel",
        "state",
        "attempts",
        "changed_at",
        "error",
    )
    list_filter = ("state", "channel")
    list_select_related = ("notice", "recipient")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("send_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    @admin.action(description="Gửi lại lượt gửi hỏng", permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        for delivery in chosen.select_related("notice"):
            try:
                actions.revive(actor=request.actor, delivery=delivery, at=now())  # type: ignore[attr-defined]
            except DomainError as refusal:
                self.message_user(request, refusal.message, level="error")
