"""What members did besides buying: told, listed, withdrawn."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.activities.models import Activity
from loyalty.api.activities_batch import tell_batch
from loyalty.api.activities_forms import ActivitiesForm, FilterForm, WithdrawForm
from loyalty.api.activities_shapes import ActivitiesShape, ActivityShape, ToldShape
from loyalty.api.activities_telling import tell_all
from loyalty.api.door import Door
from loyalty.api.idempotent import Done, once
from loyalty.api.pages import USUAL, cursor, cut, start
from loyalty.api.problems import Refused
from loyalty.api.schema import described, path_id
from loyalty.api.scopes import Scope
from loyalty.common.sealed import unseal
from loyalty.desk.doing import judge_activity

ID = path_id("activity_id", "act", "An activity's id.")


class Activities(Door):
    """What all doors below do."""

    def rows(self) -> "QuerySet[Activity]":
        return Activity.objects.filter(shop=self.shop, member__erased_at=None)

    def row(self, text: str) -> Activity:
        """Raises NotFound."""
        found = self.rows().filter(pk=self.number("act", text)).first()
        if found is None:
            raise NotFound
        return found

    def told(self, rows: list[Activity]) -> list[dict[str, Any]]:
        return tell_all(shop=self.shop, rows=rows, now=self.now)


class ActivitiesDoor(Activities):
    """All of them, and new ones."""

    scopes = {"GET": Scope.READ_ACTIVITIES, "POST": Scope.WRITE_ACTIVITIES}
    largest = 512 * 1024

    @extend_schema(
        **described(
            "activities", "List activities", ok=ActivitiesShape, query=FilterForm, scope=Scope.READ_ACTIVITIES
        )
    )
    def get(self, request: Request) -> Response:
        """Those told last first, each with what it brought."""
        asked, programme = self.asked(FilterForm), self.shop.programme_id
        found, after = self._narrowed(asked), start(kind="act", programme_id=programme, asked=asked)
        if after is not None:
            found = found.filter(pk__lt=after)
        limit = asked.get("limit", USUAL)
        shown, last = cut(found.order_by("-pk")[: limit + 1], limit)
        return Response(
            {"data": self.told(shown), "next_cursor": cursor(kind="act", programme_id=programme, last=last)}
        )

    def _narrowed(self, asked: dict[str, Any]) -> "QuerySet[Activity]":
        """Somebody unknown did nothing."""
        found = self.rows()
        if "member" in asked:
            number = unseal("mem", self.shop.programme_id, asked["member"])
            found = found.filter(member_id=number) if number and number < 2**63 else found.none()
        if "since" in asked:
            found = found.filter(at__gte=asked["since"])
        return found.filter(**{name: asked[name] for name in ("type", "key", "state") if name in asked})

    @extend_schema(
        **described(
            "activities_tell",
            "Tell what members did",
            ok=ToldShape,
            body=ActivitiesForm,
            missing=True,
            scope=Scope.WRITE_ACTIVITIES,
        )
    )
    def post(self, request: Request) -> Response:
        """Each is kept once for ever by its own `key`, whether or not a rule gives anything for it, and paid by the
        rules that were live when it happened. Each has a result of its own: an unknown member or a bad quantity
        refuses that one only, and `error.attr` names it."""
        items = self.sent(ActivitiesForm)["activities"]

        def deed(key: str) -> Done:
            actor = self.caller.person.actor
            return Done(200, {"data": tell_batch(shop=self.shop, items=items, actor=actor, now=self.now)})

        return once(
            request=request, shop=self.shop, route="activities", member_id=None, now=self.now, deed=deed
        )


class ActivityDoor(Activities):
    """One of them."""

    scopes = {"GET": Scope.READ_ACTIVITIES}

    @extend_schema(
        **described("activity", "One activity", ok=ActivityShape, path=ID, scope=Scope.READ_ACTIVITIES)
    )
    def get(self, request: Request, activity_id: str) -> Response:
        """With what it brought, or why nothing."""
        return Response(self.told([self.row(activity_id)])[0])


class WithdrawDoor(Activities):
    """It did not happen, or shall not count."""

    scopes = {"POST": Scope.WRITE_ACTIVITIES}

    @extend_schema(
        **described(
            "activity_withdraw",
            "Withdraw an activity",
            ok=ActivityShape,
            path=ID,
            body=WithdrawForm,
            scope=Scope.WRITE_ACTIVITIES,
        )
    )
    def post(self, request: Request, activity_id: str) -> Response:
        """What it brought is taken back, other activities keep theirs. Withdrawn before, it is told as it stands.
        409 `refused_before`: staff refused it; `ended_before`: the member ended it."""
        row, asked = self.row(activity_id), self.sent(WithdrawForm)
        return once(
            request=request,
            shop=self.shop,
            route="withdraw",
            member_id=row.member_id,
            now=self.now,
            deed=lambda key: self._withdraw(row, asked["reason"]),
        )

    def _withdraw(self, row: Activity, reason: str) -> Done:
        row.refresh_from_db()
        if row.state == Activity.State.REFUSED:
            raise Refused("Staff refused it.", code="refused_before")
        if row.state == Activity.State.ENDED:
            raise Refused("The member ended it; what it earned stays.", code="ended_before")
        if row.state != Activity.State.WITHDRAWN:
            actor, state = self.caller.person.actor, Activity.State.WITHDRAWN
            judge_activity(activity=row, state=state, actor=actor, now=self.now, why=reason)
            row.refresh_from_db()
        return Done(200, self.told([row])[0])
