"""Fields and forms that take exactly what the schema says, and nothing that merely looks like it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Form(serializers.Serializer[Any]):
    """What a caller sends. Fields nobody asked for are refused by their name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise ValidationError({name: ["There is no such field."] for name in unknown}, "unknown")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """An integer written as one; in an address, its decimal digits."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("invalid")
        if isinstance(data, str) and not (self.written and _NUMBER.fullmatch(data)):
            self.fail("invalid")
        return int(data)

    def __init__(self, *, written: bool = False, **more: Any) -> None:
        self.written = written
        super().__init__(**more)


class Text(serializers.CharField):
    """A string with something in it. A number is no string."""

    default_error_messages = {"nul": "A NUL character is no text."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATETIME)
class Moment(serializers.Field[datetime, Any, str, Any]):
    """A date and time with its zone, as RFC 3339 writes it."""

    default_error_messages = {"invalid": "Write a date and time with a zone, such as 2026-03-01T10:00:00Z."}

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = parse_datetime(data)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail("invalid")
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # the first and the last day there is
            return moment.replace(tzinfo=UTC)

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()
