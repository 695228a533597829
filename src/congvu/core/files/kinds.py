"""The types of file that this installation knows, recognised by their bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file.

    ``extensions`` starts with the one that is put on a name that lies; ``inline`` means that a
    browser may show it in place, ``text`` that the reading job finds words in it.
    """

    name: str
    label: str
    mime: str
    extensions: tuple[str, ...]
    inline: bool = False
    text: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",), inline=True, text=True),
        Kind("docx", "Word (DOCX)", _OOXML + "wordprocessingml.document", ("docx",), text=True),
        Kind("xlsx", "Excel (XLSX)", _OOXML + "spreadsheetml.sheet", ("xlsx",), text=True),
        Kind(
            "pptx", "PowerPoint (PPTX)", _OOXML + "presentationml.presentation", ("pptx",),
            text=True,
        ),
        Kind("odt", "OpenDocument (ODT)", _ODF + "text", ("odt",), text=True),
        Kind("ods", "OpenDocument (ODS)", _ODF + "spreadsheet", ("ods",), text=True),
        Kind("odp", "OpenDocument (ODP)", _ODF + "presentation", ("odp",), text=True),
        Kind("doc", "Word 97-2003 (DOC)", "application/msword", ("doc",)),
        Kind("xls", "Excel 97-2003 (XLS)", "application/vnd.ms-excel", ("xls",)),
        Kind("ppt", "PowerPoint 97-2003 (PPT)", "application/vnd.ms-powerpoint", ("ppt",)),
        Kind("rtf", "RTF", "application/rtf", ("rtf",)),
        Kind("png", "Ảnh PNG", "image/png", ("png",), inline=True),
        Kind("jpg", "Ảnh JPEG", "image/jpeg", ("jpg", "jpeg", "jpe"), inline=True),
        Kind("tiff", "Ảnh TIFF", "image/tiff", ("tif", "tiff")),
        Kind("txt", "Văn bản thuần (TXT)", "text/plain; charset=utf-8", ("txt", "log"), text=True),
        Kind("csv", "Bảng CSV", "text/csv; charset=utf-8", ("csv",), text=True),
        Kind("xml", "XML", "application/xml", ("xml", "edxml")),
        Kind("zip", "Tệp nén ZIP", "application/zip", ("zip",)),
        Kind("raw", "Dữ liệu giữ nguyên", "application/octet-stream", ("bin",)),
    )
}  # fmt: skip

FOREIGN: dict[str, str] = {
    "html": "trang web (HTML)",
    "executable": "chương trình máy tính",
    "script": "tập lệnh máy tính",
    "archive": "tệp nén (RAR, 7Z, GZ)",
    "gif": "ảnh GIF",
    "media": "âm thanh hoặc phim",
    "unknown": "dữ liệu không rõ loại",
}
"""Types that no use accepts, named in the refusal."""

EXTENSIONS = frozenset(ext for kind in KINDS.values() for ext in kind.extensions) | frozenset(
    [
        "htm",
        "html",
        "exe",
        "msi",
        "bat",
        "cmd",
        "ps1",
        "sh",
        "js",
        "vbs",
        "jar",
        "dll",
        "com",
        "scr",
        "rar",
        "7z",
        "gz",
        "gif",
        "webp",
        "docm",
        "xlsm",
    ]
)
"""Endings that claim a type; others (“Báo cáo 6.2025”) are part of the name."""


def label_of(kind: str) -> str:
    """The Vietnamese name of a known or foreign kind, for refusals."""
    return KINDS[kind].label if kind in KINDS else FOREIGN.get(kind, FOREIGN["unknown"])
