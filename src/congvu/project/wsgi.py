"""The WSGI door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.project.settings")
application = get_wsgi_application()

# What is loaded by now stays: the collector need not walk through it again during requests, and
# the memory is shared for longer between workers made by fork.
gc.collect()
gc.freeze()
