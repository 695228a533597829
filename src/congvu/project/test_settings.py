"""The settings as the tests see them: pytest reads settings before any conftest could set a mode."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("CONGVU_MODE", "test")
if "CONGVU_DATA" not in os.environ:
    # Whatever a test stores by the way goes when the run ends.
    os.environ["CONGVU_DATA"] = tempfile.mkdtemp(prefix="congvu-test-")
    atexit.register(shutil.rmtree, os.environ["CONGVU_DATA"], ignore_errors=True)

# Tests empty the journal between them, which notes of older seals would call a crime.
os.environ.setdefault("CONGVU_AUDIT_HEADS", os.devnull)

from congvu.project.settings import *  # noqa: F403

WHITENOISE_AUTOREFRESH = True
"""Look a static file up when it is asked for: listing all of them first cost each new ``Client`` 20 ms."""
