"""From a refusal of the domain back to the form: what was typed stays, the sentence is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms

from congvu.core.kernel.errors import DomainError, NotAllowed, NotFound


@dataclass(slots=True)
class Attempt:
    """What became of the block: ``ok``, or the ``refusal`` that is now on the form."""

    refusal: DomainError | None = None

    @property
    def ok(self) -> bool:
        return self.refusal is None


@contextmanager
def refusals(form: forms.BaseForm) -> Iterator[Attempt]:
    """Put a ``DomainError`` of the block on the form instead of on an error page.

    ``Invalid`` with ``data["fields"]`` marks the fields, other sentences stand above the form.
    ``NotAllowed`` and ``NotFound`` pass through: they are answers about the page, not the form.
    """
    attempt = Attempt()
    try:
        yield attempt
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        attempt.refusal = refusal
        form.refusal_status = refusal.status  # type: ignore[attr-defined]
        _show(form, refusal)


def _show(form: forms.BaseForm, refusal: DomainError) -> None:
    fields = refusal.data.get("fields") or {}
    for name, sentences in fields.items():
        texts = [sentences] if isinstance(sentences, str) else list(sentences)
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, refusal.message)


def status_of(*formlike: forms.BaseForm) -> int:
    """HTTP status of a page that shows these forms: 200, 422, or that of the refusal (409 …)."""
    for form in formlike:
        status = getattr(form, "refusal_status", None)
        if status is not None:
            return int(status)
    return 422 if any(form.is_bound and form.errors for form in formlike) else 200
