"""Form fields, widgets and renderer of the house; import them from here."""

from congvu.core.ui.forms.dates import VietDateField, VietDateTimeField
from congvu.core.ui.forms.files import ManyFileInput, ManyFilesField, OneFileField
from congvu.core.ui.forms.numbers import MoneyField
from congvu.core.ui.forms.refusals import Attempt, refusals, status_of
from congvu.core.ui.forms.renderer import Renderer
from congvu.core.ui.forms.text import MultilineField, SafeCharField
from congvu.core.ui.forms.widgets import FilteredChecks, FilteredRadios

__all__ = [
    "Attempt",
    "FilteredChecks",
    "FilteredRadios",
    "ManyFileInput",
    "ManyFilesField",
    "MoneyField",
    "MultilineField",
    "OneFileField",
    "Renderer",
    "SafeCharField",
    "VietDateField",
    "VietDateTimeField",
    "refusals",
    "status_of",
]
