"""The WSGI door, served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")

django = get_wsgi_application()

from loyalty.platforms.shopify import door  # noqa: E402 - needs the models to be loaded
from loyalty.runtime.admission import Door, admitted  # noqa: E402
from loyalty.runtime.metrics.requests import metered  # noqa: E402

application = metered(door.before(admitted(django, door=Door())), path=door.PATH)
