"""The WSGI door, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")

django = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - needs the models to be loaded, as what follows does

from loyalty.platforms.shopify import door  # noqa: E402
from loyalty.runtime.admission import Door, admitted  # noqa: E402
from loyalty.runtime.metrics.requests import metered  # noqa: E402

application = metered(door.before(admitted(django, door=Door())), path=door.PATH)

# Everything that requests need is here now and stays: nobody waits while it is looked through for what may go.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
