"""Addresses below the API that do not exist: refused as everything here is, not with a page for people."""

from typing import NoReturn

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from loyalty.api.door import Door


@extend_schema(exclude=True)
class Nowhere(Door):
    """401 without a key, as everywhere."""

    def get(self, request: Request, rest: str = "") -> NoReturn:
        raise NotFound

    post = put = patch = delete = get
