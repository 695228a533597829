"""File boxes: shape only; what a file really is, the files room decides from its bytes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024


class FileInput(forms.FileInput):
    """A file box whose script lists the chosen names and sizes."""

    template_name = "ui/widgets/file.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"data-files": "", **(attrs or {})})


class ManyFileInput(FileInput):
    allow_multiple_selected = True


def _limits(accept: str, max_bytes: int) -> dict[str, str]:
    limits = {"data-max-bytes": str(max_bytes)}
    return {**limits, "accept": accept} if accept else limits


def _too_large(upload: UploadedFile[Any], max_bytes: int) -> bool:
    return (upload.size or 0) > max_bytes


def _sentence(name: str | None, max_bytes: int) -> str:
    return (
        f"Tệp “{name}” vượt quá {max_bytes // MEGABYTE} MB. "
        "Hãy giảm dung lượng hoặc chia nhỏ rồi tải lên lại."
    )


class OneFileField(forms.FileField):
    """One uploaded file; ``accept`` as in HTML, e.g. ``.pdf,.docx``."""

    def __init__(self, *, accept: str = "", max_bytes: int = 200 * MEGABYTE, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FileInput(attrs=_limits(accept, max_bytes)))
        kwargs.setdefault("max_length", 255)
        super().__init__(**kwargs)
        self.max_bytes = max_bytes

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile) and _too_large(upload, self.max_bytes):
            raise ValidationError(_sentence(upload.name, self.max_bytes), code="too_large")
        return upload


class ManyFilesField(forms.FileField):
    """Several uploaded files as a list, empty when none was chosen."""

    def __init__(
        self,
        *,
        accept: str = "",
        max_bytes: int = 200 * MEGABYTE,
        max_files: int = 20,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", ManyFileInput(attrs=_limits(accept, max_bytes)))
        kwargs.setdefault("max_length", 255)
        super().__init__(**kwargs)
        self.max_bytes, self.max_files = max_bytes, max_files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        chosen = [upload for upload in (data or []) if upload]
        if len(chosen) > self.max_files:
            raise ValidationError(
                f"Chỉ chọn được {self.max_files} tệp mỗi lần. Hãy bỏ bớt rồi gửi lại.",
                code="too_many",
            )
        if not chosen and self.required and not initial:
            raise ValidationError(self.error_messages["required"], code="required")
        uploads = [super(ManyFilesField, self).clean(upload, None) for upload in chosen]
        for upload in uploads:
            if _too_large(upload, self.max_bytes):
                raise ValidationError(_sentence(upload.name, self.max_bytes), code="too_large")
        return uploads
