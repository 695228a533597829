"""Files of letters and dossiers: what they are, where they lie, who may read them."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "congvu.core.files"
    label = "files"
    verbose_name = "Kho tệp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.audit import registry

        registry.register_verbs(VERBS)
        registry.register_fields(FIELDS)


VERBS = {
    "files.file.attach": "Đính kèm tệp",
    "files.file.remove": "Gỡ tệp",
    "files.file.retain": "Đặt thời hạn giữ tệp",
    "files.file.download": "Tải tệp",
    "files.page.view": "Xem trang của tệp",
    "files.upload.infected": "Từ chối tệp có mã độc",
}
FIELDS = {
    "use": "dùng làm",
    "version": "phiên bản",
    "sha256": "SHA-256",
    "file": "tệp số",
    "files": "số tệp",
    "page": "trang",
    "retain_until": "giữ đến",
}
