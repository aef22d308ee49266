"""Giving and taking points."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.adjustments.give import give
from loyalty.adjustments.limits import TooMuch
from loyalty.adjustments.words import too_much
from loyalty.api.door import Door
from loyalty.api.fields import Form, Text, Whole
from loyalty.api.idempotent import Done, once
from loyalty.api.problems import AnswerGone, Refused
from loyalty.api.schema import MEMBER, described
from loyalty.api.scopes import Scope
from loyalty.api.shapes import AdjustmentShape
from loyalty.api.telling import tell_members
from loyalty.common.sealed import seal
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.ledger.adjust import NotEnough
from loyalty.members.find import of_programme
from loyalty.members.models import Member

ROUTE = "adjust"


@extend_schema_field(
    {"type": "integer", "minimum": -POINTS_LIMIT, "maximum": POINTS_LIMIT, "not": {"enum": [0]}}
)
class Signed(Whole):
    """Points to give or, negative, to take."""


class AdjustmentForm(Form):
    """How many, and why; the member reads the reason."""

    points = Signed(min_value=-POINTS_LIMIT, max_value=POINTS_LIMIT, help_text="Negative takes points away.")
    reason = Text(max_length=300, help_text="The member reads it in their history.")

    def validate_points(self, points: int) -> int:
        if not points:
            raise serializers.ValidationError("Zero changes nothing.", code="zero")
        return points


class AdjustmentsDoor(Door):
    """What staff do in the panel; the limits of whoever made the key hold."""

    scopes = {"POST": Scope.WRITE_POINTS}

    @extend_schema(
        **described(
            "member_adjust",
            "Give or take points",
            ok=AdjustmentShape,
            scope=Scope.WRITE_POINTS,
            ok_status=(201, 202),
            path=MEMBER,
            body=AdjustmentForm,
        )
    )
    def post(self, request: Request, member_id: str) -> Response:
        """201: the points are posted. 202: the shop asks for a second person, and the adjustment waits on the
        panel's Requests page. 409 `not_enough_points`, `over_limit`: nothing was done."""
        member, asked = self.member(member_id), self.sent(AdjustmentForm)

        def deed(key: str) -> Done:
            return self._adjust(member, asked["points"], asked["reason"], key)

        return once(
            request=request, shop=self.shop, route=ROUTE, member_id=member.pk, now=self.now, deed=deed
        )

    def _adjust(self, member: Member, points: int, why: str, key: str) -> Done:
        by = self.caller.person
        try:
            outcome = give(
                shop=self.shop, member_id=member.pk, points=points, why=why, by=by, key=key, now=self.now
            )
        except NotEnough as short:
            detail = f"Only {short.available} points are available."
            raise Refused(detail, code="not_enough_points") from short
        except TooMuch as over:
            detail = too_much(over.excess.limit, over.excess.allowed)
            raise Refused(detail, code="over_limit") from over
        if outcome.endswith("_before"):
            raise AnswerGone
        rows = of_programme(programme_id=self.shop.programme_id).filter(pk=member.pk)
        [told] = tell_members(shop=self.shop, members=rows, now=self.now)
        posted = outcome == "posted"
        body = {
            "state": "posted" if posted else "waiting_for_approval",
            "member": seal("mem", member.programme_id, member.pk),
            "points": points,
            "reason": why,
            "balances": told["balances"],
        }
        return Done(201 if posted else 202, body)
