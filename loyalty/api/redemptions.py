"""Redeeming for a member: made, looked at, cancelled."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ChoiceField

from loyalty.api.door import Door
from loyalty.api.fields import Form, Moment, Text, Whole
from loyalty.api.idempotent import Done, once
from loyalty.api.pages import USUAL, PageForm, cursor, cut, start
from loyalty.api.problems import AnswerGone, Refused
from loyalty.api.rewards import tell_redemption
from loyalty.api.rewards_shapes import RedemptionShape, RedemptionsShape
from loyalty.api.schema import described
from loyalty.api.scopes import Scope
from loyalty.common.sealed import seal, unseal
from loyalty.desk import ending
from loyalty.desk.spending import NoSuchReward, NotOffered, OtherWish, redeem
from loyalty.engine.parts import POINTS_LIMIT
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Spend
from loyalty.members.models import Member
from loyalty.programmes.live import live
from loyalty.rewards.models import Redemption
from loyalty.rewards.words import RewardWords

ID = OpenApiParameter(
    "redemption_id",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"},
    OpenApiParameter.PATH,
    required=True,
    description="A redemption's id.",
)


class RedemptionsForm(PageForm):
    """Filters; together they narrow."""

    member = Text(required=False, help_text="A member's id.")
    reward = Text(required=False, help_text="A reward's id.")
    state = ChoiceField(choices=Redemption.State.choices, required=False)
    since = Moment(required=False, help_text="Made at this moment or later.")


class RedeemForm(Form):
    """What, and for whom."""

    member = Text(max_length=40, help_text="A member's id.")
    reward = Text(max_length=40, help_text="A reward's id.")
    points = Whole(
        min_value=1, max_value=POINTS_LIMIT, required=False, help_text="How many, where the member chooses."
    )
    session = Text(max_length=40, required=False, help_text="Which date of an experience.")


class CancelForm(Form):
    """Why."""

    reason = Text(max_length=300, help_text="Stands in the redemption's steps.")


class Redemptions(Door):
    """What both doors below do."""

    def told(self, row: Redemption) -> dict[str, Any]:
        member = row.spend.member.kept_id or row.spend.member_id
        return tell_redemption(row) | {"member": seal("mem", self.shop.programme_id, member)}

    def rows(self) -> "QuerySet[Redemption]":
        mine = Redemption.objects.filter(shop=self.shop, spend__member__erased_at=None)
        return mine.select_related("spend__member", "shop").prefetch_related("steps")

    def row(self, public: str) -> Redemption:
        """Raises NotFound."""
        found = self.rows().filter(public=public).first() if "\0" not in public else None
        if found is None:
            raise NotFound
        return found


class RedemptionsDoor(Redemptions):
    """All of them, and new ones."""

    scopes = {"GET": Scope.READ_REWARDS, "POST": Scope.WRITE_REWARDS}

    @extend_schema(
        **described(
            "redemptions",
            "List redemptions",
            ok=RedemptionsShape,
            query=RedemptionsForm,
            scope=Scope.READ_REWARDS,
        )
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        asked, programme = self.asked(RedemptionsForm), self.shop.programme_id
        found, after = self._narrowed(asked), start(kind="red", programme_id=programme, asked=asked)
        if after is not None:
            found = found.filter(pk__lt=after)
        limit = asked.get("limit", USUAL)
        shown, last = cut(found.order_by("-pk")[: limit + 1], limit)
        return Response(
            {
                "data": [self.told(row) for row in shown],
                "next_cursor": cursor(kind="red", programme_id=programme, last=last),
            }
        )

    def _narrowed(self, asked: dict[str, Any]) -> "QuerySet[Redemption]":
        """Somebody unknown has none; of whoever was merged, one asks by the id that stayed."""
        found = self.rows()
        if "member" in asked:
            number = unseal("mem", self.shop.programme_id, asked["member"])
            found = found.filter(spend__member_id=number) if number and number < 2**63 else found.none()
        if "reward" in asked:
            found = found.filter(reward=asked["reward"])
        if "state" in asked:
            found = found.filter(state=asked["state"])
        if "since" in asked:
            found = found.filter(made_at__gte=asked["since"])
        return found

    @extend_schema(
        **described(
            "redeem",
            "Redeem a reward",
            ok=RedemptionShape,
            ok_status=(201,),
            body=RedeemForm,
            missing=True,
            scope=Scope.WRITE_REWARDS,
        )
    )
    def post(self, request: Request) -> Response:
        """The points are set aside at once; the store makes the code within seconds, and then `state` is `issued`.
        409: the member cannot have it now, and `code` says why: `not_enough_points`, `limit`, `sold_out` …"""
        asked = self.sent(RedeemForm)
        member = self.member(asked["member"])
        return once(
            request=request,
            shop=self.shop,
            route="redeem",
            member_id=member.pk,
            now=self.now,
            deed=lambda key: self._redeem(member, asked, key),
        )

    def _redeem(self, member: Member, asked: dict[str, Any], key: str) -> Done:
        try:
            made = redeem(
                shop=self.shop,
                member_id=member.pk,
                reward=asked["reward"],
                key=key,
                actor=self.caller.person.actor,
                now=self.now,
                points=asked.get("points"),
                session=asked.get("session", ""),
            )
        except NoSuchReward:
            raise NotFound("The live rules have no such reward.", code="no_such_reward") from None
        except NotEnough as short:
            raise Refused(f"Only {short.available} are available.", code="not_enough_points") from short
        except NotOffered as no:
            raise Refused(self._why(asked["reward"], no), code=str(no.why["code"])) from no
        except OtherWish as other:
            raise AnswerGone from other
        return Done(201, self.told(self.row(made.public)))

    def _why(self, reward: str, no: NotOffered) -> str:
        rules = live(programme_id=self.shop.programme_id, at=self.now)
        known = rules.document.rewards if rules else ()
        found = next((one for one in known if one.id == reward), None)
        if rules is None or found is None:
            return "You cannot have this just now."
        words = RewardWords(rules.document, self.shop.currency)
        return words.refusal(found, no.why, at=self.now, timezone=self.shop.timezone)


class RedemptionDoor(Redemptions):
    """One of them."""

    scopes = {"GET": Scope.READ_REWARDS}

    @extend_schema(
        **described("redemption", "One redemption", ok=RedemptionShape, path=ID, scope=Scope.READ_REWARDS)
    )
    def get(self, request: Request, redemption_id: str) -> Response:
        """With every step it took."""
        return Response(self.told(self.row(redemption_id)))


class CancelDoor(Redemptions):
    """The points come back, if it is not used."""

    scopes = {"POST": Scope.WRITE_REWARDS}

    @extend_schema(
        **described(
            "redemption_cancel",
            "Cancel a redemption",
            ok=RedemptionShape,
            ok_status=(202,),
            path=ID,
            body=CancelForm,
            scope=Scope.WRITE_REWARDS,
        )
    )
    def post(self, request: Request, redemption_id: str) -> Response:
        """202: the store is asked to end the code, and then the points come back; `state` is `released` by then.
        409 `cannot_end`: it is used, over, or its points left for good when it was handed over."""
        row, asked = self.row(redemption_id), self.sent(CancelForm)
        return once(
            request=request,
            shop=self.shop,
            route="cancel",
            member_id=row.spend.member_id,
            now=self.now,
            deed=lambda key: self._cancel(row, asked["reason"]),
        )

    def _cancel(self, row: Redemption, reason: str) -> Done:
        try:
            if row.spend.state != Spend.State.RESERVED:
                raise ending.CannotEnd(row.state)
            ending.end(
                redemption=row,
                why=Redemption.Ending.WITHDRAWN,
                actor=self.caller.person.actor,
                now=self.now,
                words=reason,
            )
        except ending.CannotEnd as cannot:
            raise Refused(f"It is {cannot.state}.", code="cannot_end") from cannot
        return Done(202, self.told(self.row(row.public)))
