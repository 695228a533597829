"""The append-only journal."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "congvu.core.audit"
    label = "audit"
    verbose_name = "Nhật ký hệ thống"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.audit import policies, registry
        from congvu.core.kernel import permissions
        from congvu.core.ui import menu

        permissions.register(policies.PERMISSIONS)
        registry.register_fields(FIELDS)
        menu.register_section(
            menu.Section("quan-tri", "Quản trị", icon="settings", order=900, folded=True)
        )
        menu.register_item(
            "quan-tri",
            menu.Item(
                "nhat-ky", "Nhật ký hệ thống", "audit:journal", icon="history", order=800,
                visible=policies.may_read, keywords="audit log niêm phong",
            ),
        )  # fmt: skip


FIELDS = {
    "nguoi": "người thực hiện",
    "viec": "việc",
    "tu": "từ ngày",
    "den": "đến ngày",
    "dt": "đối tượng",
    "remark": "ý kiến",
    "state": "trạng thái",
    "due_on": "hạn xử lý",
    "message": "thông báo",
}
