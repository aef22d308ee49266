"""The widget's answer as most apps make it: the ORM and DRF's serializers."""

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.peers.models import Line, Shopper


class LineSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="name")
    at = serializers.SerializerMethodField()

    class Meta:
        model = Line
        fields = (
            "id", "at", "at_text", "points", "points_text", "title", "why", "steps", "state", "until_text",
        )  # fmt: skip

    def get_at(self, line: Line) -> str:
        return line.at.isoformat()


class ShopperSerializer(serializers.ModelSerializer):
    member = serializers.JSONField(source="told")
    history = LineSerializer(many=True)

    class Meta:
        model = Shopper
        fields = ("member", "history")

    def to_representation(self, instance: Shopper) -> dict[str, Any]:
        return super().to_representation(instance) | instance.shown


class Widget(APIView):
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        values = dict(parse_qsl(request.META["QUERY_STRING"]))
        signature = values.pop("signature", "")
        message = "".join(f"{key}={value}" for key, value in sorted(values.items()))
        made = hmac.new(settings.SHOPIFY_CLIENT_SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, made):
            raise PermissionDenied
        shoppers = Shopper.objects.prefetch_related("history")
        found = get_object_or_404(shoppers, external_id=values["logged_in_customer_id"])
        return Response(ShopperSerializer(found).data)
