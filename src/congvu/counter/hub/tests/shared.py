"""Where the real figures lie; tests that need them skip and say so when they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

STATS = Path(__file__).resolve().parents[6] / "shared" / "data" / "onestop-stats"
MONTHS = STATS / "bacgiang_hub_monthly_stats_2013-2016_half.csv"
TOTALS = STATS / "bacgiang_hub_totals_2014_half.csv"
SURVEY = STATS / "bacgiang_satisfaction_survey_2016.csv"
needs_stats = pytest.mark.skipif(not STATS.is_dir(), reason="shared data absent: onestop-stats")
