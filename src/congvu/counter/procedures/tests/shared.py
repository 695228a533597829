"""Where real catalogues lie beside the project; they are read in place, never copied."""

from __future__ import annotations

from pathlib import Path

import pytest

CATALOGUES = Path(__file__).resolve().parents[6] / "shared" / "data" / "tthc"
needs_catalogues = pytest.mark.skipif(not CATALOGUES.is_dir(), reason="shared data absent: tthc")

DISTRICT = CATALOGUES / "bacgiang_district_procedures_2016_half.jsonl"
DETAIL = CATALOGUES / "national_detail_2026_half.jsonl.gz"
LIST = CATALOGUES / "national_list_2026_half.csv"
THREE_TIER = CATALOGUES / "three_tier_era_2021_half.jsonl"
