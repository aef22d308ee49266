from tests.devstore.conftest import Devstore

ORDERS = """query Orders($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id name updatedAt displayFinancialStatus customer { id }
      lineItems(first: 5) { nodes { quantity currentQuantity discountAllocations {
        allocatedAmountSet { shopMoney { amount } }
        discountApplication { ... on DiscountCodeApplication { code } } } } }
      refunds { refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } } }
        orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } } } }
    pageInfo { hasNextPage endCursor } } }"""
LINES = {"lines": [{"handle": "hearth-chai"}], "email": "ada@example.com"}


def test_orders_come_page_by_page(devstore: Devstore) -> None:
    token = devstore.token()
    placed = [devstore.control("/orders", LINES)["name"] for _ in range(5)]
    seen, after = [], None
    while True:
        page = devstore.ask(token, ORDERS, first=2, after=after)["data"]["orders"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == placed


def test_a_refund_and_a_discount_can_be_read_back(devstore: Devstore) -> None:
    token = devstore.token()
    order = devstore.control("/orders", {**LINES, "discount_codes": ["WELCOME10"]})
    devstore.control(f"/orders/{order['id']}/refund", {"lines": {"0": 1}, "amount": "5.00"})
    (node,) = devstore.ask(token, ORDERS, first=5)["data"]["orders"]["nodes"]
    allocation = node["lineItems"]["nodes"][0]["discountAllocations"][0]
    assert allocation["allocatedAmountSet"]["shopMoney"]["amount"] == "1.65"
    assert allocation["discountApplication"]["code"] == "WELCOME10"
    (refund,) = node["refunds"]
    assert refund["refundLineItems"]["nodes"][0]["subtotalSet"]["shopMoney"]["amount"] == "14.85"
    assert refund["orderAdjustments"]["nodes"][0]["reason"] == "REFUND_DISCREPANCY"


def test_orders_can_be_asked_for_since_a_moment(devstore: Devstore) -> None:
    token = devstore.token()
    order = devstore.control("/orders", LINES)
    late = devstore.ask(token, ORDERS, first=5, query="updated_at:>'2999-01-01T00:00:00Z'")
    assert late["data"]["orders"]["nodes"] == []
    since = devstore.ask(token, ORDERS, first=5, query=f"updated_at:>='{order['updated_at']}'")
    assert len(since["data"]["orders"]["nodes"]) == 1


def test_a_missing_scope_denies_the_field_and_nothing_else(devstore: Devstore) -> None:
    token = devstore.token("read_orders")
    devstore.control("/orders", LINES)
    answer = devstore.ask(token, "{ shop { name } orders(first: 1) { nodes { name customer { id } } } }")
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer["data"]["orders"]["nodes"][0]["customer"] is None
    assert answer["data"]["shop"]["name"] == "Leaf & Ladle"


def test_every_answer_says_what_it_cost(devstore: Devstore) -> None:
    cost = devstore.ask(devstore.token(), "{ shop { name } }")["extensions"]["cost"]
    assert cost["requestedQueryCost"] == cost["actualQueryCost"] == 1
    assert cost["throttleStatus"]["maximumAvailable"] == 2000.0
    assert cost["throttleStatus"]["restoreRate"] == 100.0


def test_a_query_over_a_thousand_points_is_never_run(devstore: Devstore) -> None:
    answer = devstore.ask(devstore.token(), ORDERS, first=250)
    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert "data" not in answer


def test_an_empty_bucket_throttles_with_http_200(devstore: Devstore) -> None:
    token = devstore.token()
    devstore.control("/bucket", {"left": 20})
    refused = devstore.ask(token, "{ orders(first: 250) { nodes { id } } }")
    assert "data" not in refused
    assert refused["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert refused["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] < 250


def test_another_shops_order_is_not_there(devstore: Devstore) -> None:
    devstore.http.post("/_control/shops", json={"domain": "stranger.myshopify.com"})
    theirs = devstore.control("/orders", LINES, shop="stranger.myshopify.com")
    answer = devstore.ask(
        devstore.token(), "query($id: ID!) { order(id: $id) { name } }", id=theirs["admin_graphql_api_id"]
    )
    assert answer["data"]["order"] is None
