"""The people every test knows: owner, staff, reader and stranger; loyal member, newcomer and cheat."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from loyalty.ledger.models import Balance
from loyalty.members.models import Identity, Member
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation, Programme, Shop, Staff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "Tea points",
    "points": {"one": "point", "many": "points", "value": "0.01", "rounding": "down"},
    "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 0},
        {
            "id": "welcome",
            "on": "joined",
            "award": {"points": 100},
            "limit": {"times": 1, "per": "life"},
        },
    ],
}


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    created_at = NOW - timedelta(days=90)


class VersionFactory(DjangoModelFactory[Version]):
    """A published version; number 1, live since long ago."""

    class Meta:
        model = Version

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    document = factory.LazyFunction(lambda: DOCUMENT)
    published_at = NOW - timedelta(days=60)
    published_by = "owner@tea.example"


class ShopFactory(DjangoModelFactory[Shop]):
    """An installed shop in US dollars."""

    class Meta:
        model = Shop

    programme = factory.SubFactory(ProgrammeFactory)
    platform = "shopify"
    domain = factory.Sequence(lambda n: f"shop-{n}.myshopify.com")
    external_id = factory.Sequence(lambda n: f"gid://shopify/Shop/{1000 + n}")
    name = factory.Sequence(lambda n: f"Shop {n}")
    currency = "USD"
    created_at = NOW - timedelta(days=90)
    access_token = factory.Sequence(lambda n: f"shpat_{n}")
    access_expires_at = NOW + timedelta(hours=1)
    refresh_token = factory.Sequence(lambda n: f"shprt_{n}")
    refresh_expires_at = NOW + timedelta(days=90)


class InstallationFactory(DjangoModelFactory[Installation]):
    class Meta:
        model = Installation

    shop = factory.SubFactory(ShopFactory)
    installed_at = NOW - timedelta(days=90)
    installed_by = "owner@tea.example"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@tea.example")
    password = factory.django.Password("a long enough password")


class StaffFactory(DjangoModelFactory[Staff]):
    class Meta:
        model = Staff

    shop = factory.SubFactory(ShopFactory)
    user = factory.SubFactory(UserFactory)
    role = Staff.Role.STAFF
    since = NOW - timedelta(days=90)


class MemberFactory(DjangoModelFactory[Member]):
    """A guest; give joined_at for a member who joined."""

    class Meta:
        model = Member

    programme = factory.SubFactory(ProgrammeFactory)
    first_seen_at = NOW - timedelta(days=30)


class IdentityFactory(DjangoModelFactory[Identity]):
    class Meta:
        model = Identity

    programme = factory.SelfAttribute("member.programme")
    kind = Identity.Kind.CUSTOMER
    value = factory.Sequence(lambda n: str(7_000_000 + n))


class Cast:
    """Made on first use, so that a test pays only for whom it asks."""

    now = NOW

    @cached_property
    def programme(self) -> Programme:
        made: Programme = ProgrammeFactory.create()
        VersionFactory.create(programme=made)
        return made

    @cached_property
    def shop(self) -> Shop:
        made: Shop = ShopFactory.create(
            programme=self.programme, domain="tea.myshopify.com", name="The tea shop"
        )
        InstallationFactory.create(shop=made)
        return made

    @cached_property
    def owner(self) -> User:
        return self._staff(self.shop, "owner", Staff.Role.OWNER)

    @cached_property
    def staff(self) -> User:
        return self._staff(self.shop, "staff", Staff.Role.STAFF)

    @cached_property
    def reader(self) -> User:
        return self._staff(self.shop, "reader", Staff.Role.READER)

    @cached_property
    def other_shop(self) -> Shop:
        """Another tenant altogether: nothing of it may ever be seen from the tea shop."""
        made: Shop = ShopFactory.create(domain="other.myshopify.com", name="The other shop")
        VersionFactory.create(programme=made.programme)
        InstallationFactory.create(shop=made)
        return made

    @cached_property
    def stranger(self) -> User:
        """Owner of the other shop, signed in, and with no business here."""
        return self._staff(self.other_shop, "stranger", Staff.Role.OWNER)

    @cached_property
    def loyal(self) -> Member:
        """Joined, customer 7001."""
        return self._member(self.shop, "7001", joined=True)

    @cached_property
    def newcomer(self) -> Member:
        """Known as customer 7002, has not joined."""
        return self._member(self.shop, "7002", joined=False)

    @cached_property
    def cheat(self) -> Member:
        """Joined, customer 7003, tries what is not allowed."""
        return self._member(self.shop, "7003", joined=True)

    def _staff(self, shop: Shop, name: str, role: Staff.Role) -> User:
        user: User = UserFactory.create(username=name)
        StaffFactory.create(shop=shop, user=user, role=role)
        return user

    def _member(self, shop: Shop, customer: str, *, joined: bool) -> Member:
        member: Member = MemberFactory.create(
            programme=shop.programme,
            joined_at=NOW - timedelta(days=20) if joined else None,
            joined_by="account" if joined else "",
        )
        Balance.objects.create(member=member, programme=shop.programme)
        IdentityFactory.create(member=member, shop=shop, value=customer)
        return member
