from pathlib import Path

import httpx

from devstore.signing import proxy_signature
from tests.devstore.conftest import SECRET, SHOP, App, Devstore, Start

EMBED = """<div id="rewards" data-shop="{{ shop.permanent_domain }}" data-customer="{{ customer.id }}"
 style="color: {{ block.settings.colour }}">{{ 'hello' | t }}</div>
<script src="{{ 'loader.js' | asset_url }}" defer></script>
{% schema %}{"name": "Rewards", "target": "body",
 "settings": [{"type": "color", "id": "colour", "default": "#2f5d46"}]}{% endschema %}"""
BLOCK = """<p class="earn">{{ product.price }} {{ product.selected_or_first_available_variant.id }}</p>
{% schema %}{"name": "Earn", "target": "section", "settings": []}{% endschema %}"""


def buy(store: Devstore, **form: str) -> httpx.Response:
    products = {p["handle"]: p for p in store.http.get(f"/_control/shops/{SHOP}/products").json()}
    for handle in ("first-flush-darjeeling", "stoneware-teapot"):
        store.http.post("/cart/add", data={"id": products[handle]["variant_id"]})
    return store.http.post("/checkout", data=form, follow_redirects=True)


def test_a_guest_buys_and_reads_the_thank_you_page(installed: Devstore, app: App) -> None:
    page = buy(installed, email="guest@example.com", name="Gus Guest", address1="1 Mill Street")
    assert "Thank you, Gus!" in page.text
    installed.settle()
    order = app.last("orders/paid")
    assert order["subtotal_price"] == "64.90"
    assert order["customer"]["state"] == "disabled"


def test_registering_with_the_guests_email_opens_the_same_customer(installed: Devstore, app: App) -> None:
    buy(installed, email="guest@example.com")
    page = installed.http.post(
        "/account/register",
        data={"email": "guest@example.com", "first_name": "Gus", "last_name": "Guest"},
        follow_redirects=True,
    )
    assert "#1001" in page.text
    installed.settle()
    assert app.last("customers/update")["state"] == "enabled"
    assert app.topics().count("customers/create") == 1


def test_a_code_that_is_no_code_says_so(devstore: Devstore) -> None:
    devstore.http.post("/cart/code", data={"code": "NOSUCH"})
    page = buy(devstore, email="nobody")
    assert "Enter a valid discount code" in devstore.http.get("/cart").text or "Enter an email" in page.text
    assert devstore.http.get(f"/_control/shops/{SHOP}/orders").json() == []


def test_the_proxy_signs_who_is_asking_and_strips_cookies(installed: Devstore, app: App) -> None:
    person = installed.control("/customers", {"email": "ada@example.com"})
    installed.control("/sign_in", {"customer_id": person["id"]})
    answer = installed.http.get("/apps/rewards/me?extra=1&extra=2&logged_in_customer_id=666&signature=x")
    heard = app.heard[-1]
    given = httpx.URL(heard.path).params
    assert heard.path.startswith("/proxy/me?")
    assert given["logged_in_customer_id"] == str(person["id"])
    assert given.get_list("logged_in_customer_id") == [str(person["id"])]
    assert given["path_prefix"] == "/apps/rewards"
    assert given["signature"] == proxy_signature(SECRET, given.multi_items())
    assert "cookie" not in heard.headers
    assert "tracking" not in answer.headers.get("set-cookie", "")


def test_a_visitor_is_forwarded_without_an_identity(installed: Devstore, app: App) -> None:
    installed.http.post("/apps/rewards/join", json={"a": 1})
    given = httpx.URL(app.heard[-1].path).params
    assert (app.heard[-1].method, app.heard[-1].json()) == ("POST", {"a": 1})
    assert given["logged_in_customer_id"] == ""


def test_a_liquid_answer_is_drawn_inside_the_shop(installed: Devstore, app: App) -> None:
    app.reply = ("application/liquid", b"<h1>Rewards at {{ shop.name }}</h1>")
    page = installed.http.get("/apps/rewards")
    assert "<h1>Rewards at Leaf &" in page.text
    assert "Add to cart" not in page.text
    assert "</footer>" in page.text


def extension(folder: Path) -> Path:
    for name, text in {
        "blocks/embed.liquid": EMBED,
        "blocks/earn.liquid": BLOCK,
        "assets/loader.js": "// loads",
        "locales/en.default.json": '{"hello": "Hello you"}',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_app_blocks_show_only_once_switched_on(start: Start, tmp_path: Path) -> None:
    store = start(f"--extension={extension(tmp_path / 'rewards')}")
    assert 'id="rewards"' not in store.http.get("/").text
    assert "Rewards" in store.http.get("/admin/themes/current/editor?context=apps&activateAppId=x/embed").text
    store.http.post("/admin/themes/blocks", data={"on": ["embed", "earn"]})
    home = store.http.get("/").text
    assert f'data-shop="{SHOP}" data-customer=""' in home
    assert "color: #2f5d46" in home
    assert "Hello you" in home
    assert '<p class="earn">3690 ' in store.http.get("/products/stoneware-teapot").text
    assert store.http.get("/cdn/extensions/rewards/assets/loader.js").text == "// loads"


def test_a_restart_finds_everything_again(start: Start) -> None:
    store = start()
    order = store.control("/orders", {"email": "ada@example.com", "lines": [{"handle": "hearth-chai"}]})
    store.stop()
    again = start()
    assert again.http.get(f"/_control/shops/{SHOP}/orders").json()[0]["id"] == order["id"]
    later = again.control("/orders", {"lines": [{"handle": "hearth-chai"}]})
    assert later["id"] > order["id"]


def test_the_host_header_chooses_the_shop(devstore: Devstore) -> None:
    devstore.http.post("/_control/shops", json={"domain": "stranger.myshopify.com", "name": "Stranger"})
    for host in ("stranger.myshopify.com", "stranger.localhost:8001"):
        assert "<title>Stranger</title>" in devstore.http.get("/", headers={"Host": host}).text
    assert devstore.http.get("/", headers={"Host": "nobody.myshopify.com"}).status_code == 404
