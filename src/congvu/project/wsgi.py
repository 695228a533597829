"""The WSGI door for the web server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from congvu.core.kernel.loading import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.project.settings")
with loading():
    application = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)  # else the first request of each worker would wait for it
