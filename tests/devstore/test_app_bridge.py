import jwt
from playwright.sync_api import Browser, expect

from tests.devstore.conftest import CLIENT_ID, SECRET, SHOP, App, Devstore

PAGE = """<!doctype html><script src="%s/cdn/app-bridge.js"></script><h1>Home</h1>
<script>fetch("/data").then(() => shopify.toast.show("Saved"))</script>"""


def test_the_embedded_app_fetches_with_fresh_session_tokens(
    installed: Devstore, app: App, browser: Browser
) -> None:
    base = str(installed.http.base_url).rstrip("/")
    app.reply = ("text/html", (PAGE % base).encode())
    page = browser.new_page()
    page.goto(f"{base}/admin/apps/rewards")
    expect(page.locator(".toast")).to_have_text("Saved")
    heard = next(h for h in app.heard if h.path == "/data")
    scheme, _, token = heard.headers["authorization"].partition(" ")
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience=CLIENT_ID)
    assert (scheme, claims["dest"]) == ("Bearer", f"https://{SHOP}")
    opened = next(h for h in app.heard if h.path.startswith("/shopify/app?"))
    assert token not in opened.path
