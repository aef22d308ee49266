"""The product's settings on a database of its own, with the tables of the peers and of django-hordak beside ours."""

from loyalty.settings import *  # noqa: F403
from loyalty.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "benchmarks.peers", "mptt", "hordak"]
