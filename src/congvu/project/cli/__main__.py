"""`python -m congvu.project.cli COMMAND`, which is what `bin/congvu` runs."""

import os
import sys

from congvu.project.cli.line import main

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.project.settings")
sys.exit(main(sys.argv[1:]))
