"""The rules as they are live."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.api.door import Door
from loyalty.api.schema import described
from loyalty.api.scopes import Scope
from loyalty.api.shapes import ProgrammeShape
from loyalty.programmes.models import Version


class ProgrammeDoor(Door):
    """The document itself, so that a program can show what the panel shows."""

    scopes = {"GET": Scope.READ_PROGRAMME}

    @extend_schema(
        **described("programme", "The published rules", ok=ProgrammeShape, scope=Scope.READ_PROGRAMME)
    )
    def get(self, request: Request) -> Response:
        """The programme document that is live now, with its version."""
        programme = self.shop.programme
        rows = Version.objects.filter(programme=programme, published_at__lte=self.now)
        row = rows.order_by("-published_at", "-number").first()
        return Response(
            {
                "name": programme.name,
                "version": row and row.number,
                "published_at": row and row.published_at,
                "document": row and row.document,
            }
        )
