"""The town that sizes are measured in: its copies are books like any others."""

import pytest
from django.db import transaction

from benchmarks import town_build
from loyalty.ledger.models import Entry, Transaction
from loyalty.ledger.verify import sound, verify
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.shops.models import Shop
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_a_quarter_that_lived_is_copied_with_every_proof(cast: Cast) -> None:
    town_build.quarter(cast.shop, members=3, each=2)
    lived = (Member.objects.count(), Order.objects.count(), Entry.objects.count())
    assert lived == (3, 6, 12)
    town_build.grow(programme_id=cast.shop.programme_id, since=1, until=4, shops=3)
    town_build.grow(programme_id=cast.shop.programme_id, since=4, until=7, shops=3)
    assert (Member.objects.count(), Order.objects.count(), Entry.objects.count()) == (21, 42, 84)
    assert Shop.objects.count() == 3
    assert Transaction.objects.filter(shop=cast.shop).count() == 2 * 6  # its own quarter and every fifth
    with transaction.atomic():
        proofs = verify()
    assert sound(proofs), [proof for proof in proofs if proof.faults]
    assert next(proof.checked for proof in proofs if "fingerprint" in proof.what) == 42
