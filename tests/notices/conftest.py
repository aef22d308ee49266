from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.desk.conftest import town as town
from tests.notices.mailbox import Mailbox, open_mailbox
from tests.shopify.conftest import address as address


@pytest.fixture
def mailbox(settings: LazySettings) -> Iterator[Mailbox]:
    """Our mail goes to a real server."""
    with open_mailbox(Mailbox()) as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
