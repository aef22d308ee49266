"""The keys by which a history's lines name customers, orders and deeds; everything else in them is passed over."""

import msgspec

from loyalty.insight.line import Stamp

Id = int | str | None


class Customer(msgspec.Struct, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None


class Consent(msgspec.Struct, frozen=True):
    customer_id: Id = None


class Order(msgspec.Struct, frozen=True):
    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None
    customer: Customer | None = None


class Refund(msgspec.Struct, frozen=True):
    order_id: Id = None


class Merge(msgspec.Struct, frozen=True):
    admin_graphql_api_customer_kept_id: str | None = None
    admin_graphql_api_customer_deleted_id: str | None = None


class Request(msgspec.Struct, frozen=True):
    customer: Customer | None = None


class Data(msgspec.Struct, frozen=True):
    advocate: str = ""
    order: str = ""


class Deed(msgspec.Struct, frozen=True):
    member: str = ""
    key: str = ""
    data: Data | None = None


class Names(msgspec.Struct, frozen=True, gc=False):
    """All keys by which orders, refunds and deeds name anything."""

    id: Id = None
    admin_graphql_api_id: str | None = None
    email: str | None = None
    customer: Customer | None = None
    order_id: Id = None
    member: str = ""
    key: str = ""
    data: Data | None = None


class Told(Stamp, frozen=True, gc=False, kw_only=True):
    """A line as nearly all are: understood at one reading."""

    topic: str
    payload: Names
    webhook_id: str | None = None
