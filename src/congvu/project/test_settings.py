"""The settings as the tests see them: pytest reads settings before any conftest could set a mode."""

import os

os.environ.setdefault("CONGVU_MODE", "test")

from congvu.project.settings import *  # noqa: F403
