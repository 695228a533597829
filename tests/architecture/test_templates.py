"""Every template compiles, so a page cannot break on a typing error nobody opened."""

from __future__ import annotations

from pathlib import Path

from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

SRC = Path(__file__).resolve().parents[2] / "src" / "congvu"
TemplateError = (TemplateDoesNotExist, TemplateSyntaxError)
TEMPLATES = sorted(
    path.relative_to(folder).as_posix()
    for folder in SRC.rglob("templates")
    for path in folder.rglob("*")
    if path.is_file()
)


def test_every_template_compiles():
    faults = {}
    for name in TEMPLATES:
        try:
            engines["django"].get_template(name)
        except TemplateError as error:
            faults[name] = str(error)
    assert not faults
