"""Apache PDFBox Preflight, an independent judge of PDF/A-1b, as Debian ships it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

CLASSPATH = os.environ.get("CONGVU_PREFLIGHT", "")
MAIN = "org.apache.pdfbox.preflight.Validator_A1b"


@dataclass(frozen=True)
class Verdict:
    """``objections`` are pairs of Preflight's code and its words."""

    valid: bool
    objections: frozenset[tuple[str, str]]


def judge(folder: Path) -> dict[str, Verdict]:
    """What Preflight says of each PDF in ``folder``, by the name of the file without its end."""
    done = subprocess.run(
        ["java", "-cp", CLASSPATH, MAIN, "xml", "batch", str(folder)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    papers = sorted(folder.glob("*.pdf"))
    reports = {paper.stem: paper.with_suffix(".pdf.preflight.xml") for paper in papers}
    assert all(path.is_file() for path in reports.values()), done.stdout + done.stderr
    return {name: _read(path) for name, path in reports.items()}


def _read(report: Path) -> Verdict:
    root = ElementTree.parse(report).getroot()
    valid = root.find("isValid")
    assert valid is not None and valid.get("type") == "PDF/A1-b", report.read_text()
    found = [
        (error.findtext("code", ""), error.findtext("details", "")) for error in root.iter("error")
    ]
    return Verdict(valid.text == "true", frozenset(found))
