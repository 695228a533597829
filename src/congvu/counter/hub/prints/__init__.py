"""The reports on paper and as sheets."""

from congvu.counter.hub.prints.pdf import report_pdf, sheet_pdf
from congvu.counter.hub.prints.xlsx import write_sheet_xlsx, write_xlsx

__all__ = ["report_pdf", "sheet_pdf", "write_sheet_xlsx", "write_xlsx"]
