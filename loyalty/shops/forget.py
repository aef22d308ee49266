"""Forgetting a shop: after it nothing of it is left but the fact that others are untouched.

The rooms above cannot be imported here, so their tables are named in SQL, children first.
"""

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import connection, transaction

from loyalty.shops.models import Shop, Staff

# Sums of days that are over: the next proofs make them anew from what is left.
_KEPT = """
DELETE FROM ledger_stillopen WHERE programme_id = %(programme)s;
DELETE FROM ledger_closedday WHERE programme_id = %(programme)s;
DELETE FROM ledger_closeduntil WHERE programme_id = %(programme)s;
"""
# A programme that no other shop runs goes too, with its members and their (now empty) balances.
_PROGRAMME = """
SELECT set_config('loyalty.door', 'forget', true);
DELETE FROM ledger_expirynotice WHERE programme_id = %(programme)s;
DELETE FROM ledger_balance WHERE programme_id = %(programme)s;
DELETE FROM tiers_perkuse WHERE programme_id = %(programme)s;
DELETE FROM tiers_plannotice WHERE programme_id = %(programme)s;
DELETE FROM tiers_plansheld WHERE programme_id = %(programme)s;
DELETE FROM tiers_tierwarning WHERE programme_id = %(programme)s;
DELETE FROM tiers_tierchange WHERE programme_id = %(programme)s;
DELETE FROM tiers_standing WHERE programme_id = %(programme)s;
DELETE FROM tiers_review WHERE programme_id = %(programme)s;
SELECT set_config('loyalty.door', '', true);
DELETE FROM referrals_household WHERE programme_id = %(programme)s;
DELETE FROM referrals_trace WHERE programme_id = %(programme)s;
DELETE FROM referrals_judgement
 WHERE claim_id IN (SELECT id FROM referrals_claim WHERE programme_id = %(programme)s);
DELETE FROM referrals_claim WHERE programme_id = %(programme)s;
DELETE FROM referrals_code WHERE programme_id = %(programme)s;
UPDATE members_member SET kept_id = NULL, claimant_id = NULL, advocate_id = NULL WHERE programme_id = %(programme)s;
DELETE FROM members_birthday WHERE programme_id = %(programme)s;
DELETE FROM members_dayslookedat WHERE programme_id = %(programme)s;
DELETE FROM notices_suppression WHERE programme_id = %(programme)s;
DELETE FROM members_member WHERE programme_id = %(programme)s;
DELETE FROM members_forgotten WHERE programme_id = %(programme)s;
DELETE FROM rewards_stock WHERE programme_id = %(programme)s;
DELETE FROM programmes_allowance WHERE programme_id = %(programme)s;
DELETE FROM programmes_draftstate WHERE programme_id = %(programme)s;
DELETE FROM programmes_draft WHERE programme_id = %(programme)s;
DELETE FROM programmes_version WHERE programme_id = %(programme)s;
DELETE FROM shops_programme WHERE id = %(programme)s;
"""

# What this transaction wrote into the books is judged before it goes: deferred checks would miss it later.
_SHOP = """
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
DELETE FROM notices_attempt WHERE post_id IN (SELECT id FROM notices_post WHERE shop_id = %(shop)s);
DELETE FROM notices_post WHERE shop_id = %(shop)s;
DELETE FROM notices_endpoint WHERE shop_id = %(shop)s;
DELETE FROM notices_letter WHERE shop_id = %(shop)s;
DELETE FROM notices_mail WHERE shop_id = %(shop)s;
DELETE FROM notices_optout WHERE shop_id = %(shop)s;
DELETE FROM notices_switch WHERE shop_id = %(shop)s;
DELETE FROM notices_wording WHERE shop_id = %(shop)s;
DELETE FROM notices_lettersettings WHERE shop_id = %(shop)s;
DELETE FROM rewards_step WHERE redemption_id IN (SELECT id FROM rewards_redemption WHERE shop_id = %(shop)s);
DELETE FROM rewards_redemption WHERE shop_id = %(shop)s;
DELETE FROM rewards_poolcode WHERE pool_id IN (SELECT id FROM rewards_codepool WHERE shop_id = %(shop)s);
DELETE FROM rewards_codepool WHERE shop_id = %(shop)s;
SELECT ledger_forget_shop(%(shop)s);
DELETE FROM inbox_delivery WHERE shop_id = %(shop)s OR (platform = %(platform)s AND shop_domain = %(domain)s);
DELETE FROM tiers_qualifying WHERE shop_id = %(shop)s;
DELETE FROM referrals_judgement WHERE claim_id IN (SELECT id FROM referrals_claim WHERE shop_id = %(shop)s);
DELETE FROM referrals_claim WHERE shop_id = %(shop)s;
DELETE FROM outbox_errand WHERE shop_id = %(shop)s;
DELETE FROM orders_order WHERE shop_id = %(shop)s;
DELETE FROM goods_product WHERE shop_id = %(shop)s;
DELETE FROM members_identity WHERE shop_id = %(shop)s;
DELETE FROM members_privacyrequest WHERE shop_id = %(shop)s;
"""

# In a coalition the members stay, with what the other shops' entries come to.
_COALITION = """
SELECT set_config('loyalty.door', 'entries', true);
UPDATE ledger_balance b SET
  pending = s.pending, available = s.available, reserved = s.reserved, debt = s.debt,
  transactions = s.transactions
FROM (
  SELECT m.id,
         coalesce(sum(e.amount) FILTER (WHERE e.account = 'pending'), 0) AS pending,
         coalesce(sum(e.amount) FILTER (WHERE e.account = 'available'), 0) AS available,
         coalesce(sum(e.amount) FILTER (WHERE e.account = 'reserved'), 0) AS reserved,
         coalesce(sum(e.amount) FILTER (WHERE e.account = 'debt'), 0) AS debt,
         count(DISTINCT e.transaction_id) AS transactions
  FROM ledger_balance m LEFT JOIN ledger_entry e
    ON e.member_id = m.member_id AND e.currency = m.currency
  WHERE m.programme_id = %(programme)s GROUP BY m.id
) s WHERE b.id = s.id;
SELECT set_config('loyalty.door', '', true);
"""


@transaction.atomic
def forget(shop_id: int) -> None:
    """Deletes the shop with everything that belongs to it; nothing happens when it is gone already."""
    shop = Shop.objects.select_for_update().filter(pk=shop_id).first()
    if shop is None:
        return
    programme = shop.programme_id
    _run(_SHOP, shop=shop_id, platform=shop.platform, domain=shop.domain)
    _forget_people(shop)
    shop.delete()
    alone = not Shop.objects.filter(programme=programme).exists()
    _run(_KEPT, programme=programme)
    _run(_PROGRAMME if alone else _COALITION, programme=programme)


def _run(statements: str, **values: int | str) -> None:
    """One by one: the server binds parameters to single statements only."""
    with connection.cursor() as cursor:
        for statement in filter(str.strip, statements.split(";")):
            cursor.execute(statement, values)


def _forget_people(shop: Shop) -> None:
    """The account the store itself signed in with, and everybody who worked nowhere else."""
    number = shop.external_id.rpartition("/")[2]
    SocialAccount.objects.filter(provider=shop.platform, uid=number).delete()
    people = list(Staff.objects.filter(shop=shop).exclude(user=None).values_list("user_id", flat=True))
    Staff.objects.filter(shop=shop).delete()
    working = Staff.objects.filter(user_id__in=people).values("user_id")
    User.objects.filter(pk__in=people, is_staff=False, is_superuser=False).exclude(pk__in=working).delete()
