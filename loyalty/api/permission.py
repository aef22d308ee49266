"""A key opens what its scopes name, and nothing else."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from loyalty.api.models import Key


class HasScope(BasePermission):
    """`view.scopes` names the scope by method; a method without one needs just any key."""

    code = "missing_scope"

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, Key):
            return False
        needed = vars(type(view)).get("scopes", {}).get(request.method)
        self.message = f"The key lacks the scope {needed}."
        return needed is None or needed in request.auth.scopes
