"""The report on paper and as a sheet."""

from congvu.counter.hub.prints.pdf import report_pdf
from congvu.counter.hub.prints.xlsx import write_xlsx

__all__ = ["report_pdf", "write_xlsx"]
