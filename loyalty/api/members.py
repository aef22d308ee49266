"""Members: listed, found, one by one, with their histories."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.api.door import Door
from loyalty.api.fields import Moment, Text
from loyalty.api.pages import USUAL, PageForm, cursor, cut, start
from loyalty.api.schema import MEMBER, described
from loyalty.api.scopes import Scope
from loyalty.api.shapes import HistoryShape, MemberShape, MembersShape
from loyalty.api.telling import tell_lines, tell_members
from loyalty.common.keys import email_hash
from loyalty.ledger.models import Transaction
from loyalty.ledger.statement import page
from loyalty.members.find import of_programme
from loyalty.members.models import Identity, Member
from loyalty.programmes.live import live
from loyalty.tiers.models import TierChange

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)


class MembersForm(PageForm):
    """Filters; together they narrow."""

    external_id = Text(required=False, help_text="The customer's id in the shop.")
    email = Text(required=False, help_text="The whole address; it is kept only as a fingerprint.")
    tier = Text(required=False, help_text="The id of a level.")
    updated_since = Moment(
        required=False, help_text="Anything about them or their points changed since then."
    )


class MembersDoor(Door):
    """Everybody in the programme."""

    scopes = {"GET": Scope.READ_MEMBERS}

    @extend_schema(
        **described("members", "List members", ok=MembersShape, scope=Scope.READ_MEMBERS, query=MembersForm)
    )
    def get(self, request: Request) -> Response:
        """The newest first. People who were merged into another or erased are left out."""
        asked = self.asked(MembersForm)
        found = self._found(asked)
        after = start(kind="mem", programme_id=self.shop.programme_id, asked=asked)
        if after is not None:
            found = found.filter(pk__lt=after)
        limit = asked.get("limit", USUAL)
        shown, last = cut(found.order_by("-pk").only("pk")[: limit + 1], limit)
        rows = of_programme(programme_id=self.shop.programme_id).filter(pk__in=[row.pk for row in shown])
        return Response(
            {
                "data": tell_members(shop=self.shop, members=rows.order_by("-pk"), now=self.now),
                "next_cursor": cursor(kind="mem", programme_id=self.shop.programme_id, last=last),
            }
        )

    def _found(self, asked: dict[str, Any]) -> "QuerySet[Member]":
        found = of_programme(programme_id=self.shop.programme_id)
        if "external_id" in asked:
            found = found.filter(pk__in=self._known(Identity.Kind.CUSTOMER, asked["external_id"]))
        if "email" in asked:
            value = email_hash(asked["email"], programme_id=self.shop.programme_id)
            found = found.filter(pk__in=self._known(Identity.Kind.EMAIL, value))
        if "tier" in asked:
            found = found.filter(self._in_tier(asked["tier"]))
        if "updated_since" in asked:
            found = found.filter(self._updated(asked["updated_since"]))
        return found

    def _known(self, kind: Identity.Kind, value: str) -> "QuerySet[Identity, int]":
        """By whom this shop knows; in a coalition the other shops' customer ids may be the same."""
        theirs = Identity.objects.filter(programme_id=self.shop.programme_id, kind=kind, value=value)
        if kind == Identity.Kind.CUSTOMER:
            theirs = theirs.filter(shop=self.shop)
        return theirs.values_list("member_id", flat=True)

    def _in_tier(self, tier: str) -> Q:
        """Who was never judged holds the first level; nobody holds one that does not exist."""
        rules = live(programme_id=self.shop.programme_id, at=self.now)
        tiers = rules.document.tiers if rules else None
        levels = [level.id for level in tiers.levels] if tiers else []
        if tier not in levels:
            return Q(pk__in=[])
        if tier == levels[0]:
            return ~Q(tier_standing__level__in=levels[1:])
        return Q(tier_standing__level=tier)

    def _updated(self, since: datetime) -> Q:
        programme = self.shop.programme_id
        posted = Transaction.objects.filter(programme_id=programme, posted_at__gte=since)
        judged = TierChange.objects.filter(programme_id=programme, decided_at__gte=since)
        return (
            Q(first_seen_at__gte=since)
            | Q(joined_at__gte=since)
            | Q(pk__in=posted.exclude(member=None).values("member_id"))
            | Q(pk__in=judged.values("member_id"))
        )


class MemberDoor(Door):
    """One of them."""

    scopes = {"GET": Scope.READ_MEMBERS}

    @extend_schema(**described("member", "One member", ok=MemberShape, scope=Scope.READ_MEMBERS, path=MEMBER))
    def get(self, request: Request, member_id: str) -> Response:
        """With tier and balances. Whoever was merged into another is told as the other."""
        rows = of_programme(programme_id=self.shop.programme_id).filter(pk=self.member(member_id).pk)
        told = tell_members(shop=self.shop, members=rows, now=self.now)
        if not told:
            raise NotFound
        return Response(told[0])


class HistoryDoor(Door):
    """Why a member has what they have."""

    scopes = {"GET": Scope.READ_MEMBERS}

    @extend_schema(
        **described(
            "member_history",
            "A member's history",
            ok=HistoryShape,
            scope=Scope.READ_MEMBERS,
            path=MEMBER,
            query=PageForm,
        )
    )
    def get(self, request: Request, member_id: str) -> Response:
        """Every line of the books, the newest first. Lines of one moment are never torn apart: a page may be longer
        or shorter than asked for."""
        member, asked = self.member(member_id), self.asked(PageForm)
        programme, size = self.shop.programme_id, asked.get("limit", USUAL)
        after = start(kind="line", programme_id=programme, asked=asked)
        before = None if after is None else EPOCH + after * MICROSECOND
        entries, more = page(member_id=member.pk, now=self.now, size=size, before=before)
        last = (entries[-1].at - EPOCH) // MICROSECOND if more else None
        return Response(
            {
                "data": tell_lines(shop=self.shop, entries=entries, now=self.now),
                "next_cursor": cursor(kind="line", programme_id=programme, last=last),
            }
        )
