"""How a person wants pages to look: one small cookie, readable by server and script.

The cookie holds words joined by dots, e.g. ``compact.contrast.preview``; it names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "hien-thi"
YEAR_SECONDS = 365 * 24 * 3600
WORDS = {
    "compact": "Dòng dày: hiện nhiều dòng hơn",
    "contrast": "Tương phản cao",
    "large": "Chữ lớn",
    "preview": "Xem nhanh bên cạnh danh sách",
    "en": "English",
}


@dataclass(frozen=True, slots=True)
class Display:
    words: frozenset[str]

    @property
    def compact(self) -> bool:
        return "compact" in self.words

    @property
    def contrast(self) -> bool:
        return "contrast" in self.words

    @property
    def large(self) -> bool:
        return "large" in self.words

    @property
    def preview(self) -> bool:
        return "preview" in self.words

    @property
    def language(self) -> str:
        return "en" if "en" in self.words else "vi"

    @property
    def css(self) -> str:
        """Classes of ``<html>``: ``is-compact is-contrast …``."""
        return " ".join(f"is-{word}" for word in WORDS if word in self.words)

    def toggled(self, word: str) -> Display:
        return Display(self.words ^ ({word} & WORDS.keys()))


def display_of(request: HttpRequest) -> Display:
    raw = request.COOKIES.get(COOKIE, "")[:100]
    return Display(frozenset(raw.split(".")) & WORDS.keys())


def keep(response: HttpResponse, display: Display, *, secure: bool) -> None:
    value = ".".join(word for word in WORDS if word in display.words)
    response.set_cookie(COOKIE, value, max_age=YEAR_SECONDS, samesite="Lax", secure=secure)
