"""The door for a web server."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.settings")
application = get_wsgi_application()


def _check_facts() -> None:
    """A web server that was started in another way than by `throughcare serve` stops here, and says why."""
    from throughcare.foundation.operations import facts

    try:
        facts.check()
    except facts.Unsound as error:
        raise ImproperlyConfigured(str(error)) from error


_check_facts()
