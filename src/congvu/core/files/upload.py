"""Django's upload handler for large files: spools to the store's disk, and gives up early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from congvu.core.files import spool
from congvu.core.files.errors import StoreFull
from congvu.core.files.rules import CEILING
from congvu.core.kernel.errors import DomainError

if TYPE_CHECKING:
    _Upload = UploadedFile[Any]
else:
    _Upload = UploadedFile


class RefusedUpload(_Upload):
    """Stands for an upload that could not be taken; reading it raises the refusal.

    The request parser cannot answer the person. The door that stores the file can, and meets
    the refusal as soon as it reads.
    """

    def __init__(self, error: DomainError, *args: Any) -> None:
        super().__init__(None, *args)
        self.error = error

    def read(self, *_: Any) -> bytes:
        raise self.error

    def chunks(self, *_: Any) -> Any:
        raise self.error


class SpoolHandler(TemporaryFileUploadHandler):
    """Writes to ``FILE_UPLOAD_TEMP_DIR``; beyond the ceiling or on a full disk it only drains."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.refusal: DomainError | None = None
        self.received = 0
        try:
            with spool.disk():
                spool.folder()
                super().new_file(*args, **kwargs)
        except StoreFull as error:
            self.refusal = error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.refusal is None and self.received > CEILING:
            self._give_up(spool.too_large(CEILING))
        if self.refusal is not None:
            return
        try:
            with spool.disk():
                self.file.write(raw_data)
        except StoreFull as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.refusal is None:
            try:
                with spool.disk():
                    return super().file_complete(file_size)
            except StoreFull as error:
                self._give_up(error)
        assert self.refusal is not None
        return RefusedUpload(
            self.refusal, self.file_name, self.content_type, file_size, self.charset
        )

    def _give_up(self, error: DomainError) -> None:
        self.refusal = error
        try:
            self.file.close()
        except OSError:
            return
