#!/usr/bin/env python3
"""Django's command line; `bin/congvu` is the one for people."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
