"""A member's lines and lots with all that stands behind them: words, entries, lots, source, who posted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loyalty.adjustments.person import both
from loyalty.desk.looking_back import LotThen, Standing
from loyalty.engine.document import Points
from loyalty.engine.lots import POINTS
from loyalty.ledger.detail import Touched, lots_touched
from loyalty.ledger.models import Account
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.words import Told
from loyalty.orders.models import Order
from loyalty.panel.templatetags.panel import signed
from loyalty.programmes.live import timeline
from loyalty.programmes.naming import names_of_line
from loyalty.shops.models import Shop

MOST_LOTS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline with what stands behind it."""

    entry: Entry
    told: Told
    points: str
    source: str
    who: str
    entries: list[tuple[str, int]]
    lots: list[Touched]
    order: str  # its id in the store; empty for what comes from none


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot with its source in words."""

    lot: LotThen
    source: str


@dataclass(frozen=True, slots=True)
class Lots:
    """The first of `every` lot of a member, in the order in which they are spent."""

    lines: list[LotLine]
    every: int


def lines_of(entries: Sequence[Entry], names: Points, shop: Shop) -> list[Line]:
    """The lines of one page."""
    touched = lots_touched(
        programme_id=shop.programme_id, transactions=[entry.transaction for entry in entries]
    )
    orders = _order_names((entry.source for entry in entries), shop)
    versions = timeline(programme_id=shop.programme_id)
    return [
        Line(
            entry=entry,
            told=tell(entry, names_of_line(entry, points=names, versions=versions, money=shop.currency)),
            points=_amount(entry),
            source=source_in_words(entry.source, orders),
            who=_who(entry.actor),
            entries=_legs(entry),
            lots=touched.get(entry.transaction, []),
            order=entry.source.removeprefix("order:") if entry.source.startswith("order:") else "",
        )
        for entry in entries
    ]


def others_of(then: Standing) -> list[tuple[str, MemberBalance]]:
    """What the member has beside points, by name; what is all gone is left out."""
    held = [
        (one, has)
        for one, has in then.others.items()
        if has.available or has.pending or has.reserved or has.debt
    ]
    return [(currency_name(one), has) for one, has in held]


def currency_name(currency: str) -> str:
    """What a currency is called; those of a document by their id."""
    kind, _colon, what = currency.partition(":")
    known = {"badge": _("Badge %(id)s") % {"id": what}, "reward": _("Reward %(id)s") % {"id": what}}
    return known.get(kind, currency) if what else currency


def _amount(entry: Entry) -> str:
    amount = signed(entry.points) if entry.points else "0"
    return amount if entry.currency == POINTS else f"{amount} {currency_name(entry.currency)}"


def lots_of(lots: Sequence[LotThen], shop: Shop, asked: Mapping[str, str]) -> Lots:
    """The lots in words: those that are spent next, or all when they were `asked` for."""
    shown = lots if asked.get("lots") == "all" else lots[:MOST_LOTS]
    orders = _order_names((lot.source for lot in shown), shop)
    lines = [
        LotLine(lot=lot, source=source_in_words(lot.source, orders) if lot.source else "") for lot in shown
    ]
    return Lots(lines=lines, every=len(lots))


def source_in_words(source: str, orders: dict[str, str]) -> str:
    """'order #1001 (450789469 in the store)'"""
    kind, _colon, what = source.partition(":")
    if kind == "order":
        number = what.rpartition("/")[2]
        if name := orders.get(what):
            return _("order %(name)s, %(id)s in the store") % {"name": name, "id": number}
        return _("order %(id)s of the store") % {"id": number}
    known = {
        "joined": _("joining the programme"),
        "adjust": _("an adjustment in this panel"),
        "redeem": _("a reward"),
        "award": _("points of an earlier line"),
        "lot": _("points of an earlier line"),
        "member": _("another account of this person"),
    }
    return known.get(kind, source)


def _order_names(sources: Iterable[str], shop: Shop) -> dict[str, str]:
    ids = {source.removeprefix("order:") for source in sources if source.startswith("order:")}
    rows = Order.objects.filter(shop__programme=shop.programme_id, external_id__in=ids)
    return dict(rows.values_list("external_id", "name"))


def _legs(entry: Entry) -> list[tuple[str, int]]:
    """The member's accounts first, in the order of the books."""
    names = account_names()
    return [(names[account], entry.legs[account]) for account in Account.values if entry.legs.get(account)]


def account_names() -> dict[str, str]:
    """What the accounts of the books are called."""
    return {
        Account.PENDING: _("Member: pending"),
        Account.AVAILABLE: _("Member: available"),
        Account.RESERVED: _("Member: reserved"),
        Account.DEBT: _("Member: owed"),
        Account.ISSUED: _("Shop: issued"),
        Account.REDEEMED: _("Shop: redeemed"),
        Account.EXPIRED: _("Shop: expired"),
        Account.REVERSED: _("Shop: taken back"),
        Account.ADJUSTED: _("Shop: adjusted"),
        Account.FORFEITED: _("Shop: forfeited"),
        Account.WRITEOFF: _("Shop: written off"),
        Account.CLEARING: _("Between accounts"),
    }


def _who(actor: str) -> str:
    two = both(actor)
    if two:
        return _("asked by %(asked)s, approved by %(approved)s") % {"asked": two[0], "approved": two[1]}
    return {
        "shop": _("the rules, on the store's word"),
        "member": _("the member"),
        "clock": _("the clock"),
        "reconciliation": _("the rules, when the store was read again"),
    }.get(actor, actor)
