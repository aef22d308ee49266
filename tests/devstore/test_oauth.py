import httpx
import jwt

from devstore.signing import oauth_hmac
from tests.devstore.conftest import CLIENT_ID, SECRET, SHOP, Devstore

SHOP_NAME = "{ shop { name } }"


def authorize(store: Devstore, **changes: str) -> httpx.Response:
    where = {
        "client_id": CLIENT_ID,
        "scope": "read_orders",
        "redirect_uri": store.app_url + "/shopify/callback",
        "state": "s-1",
        **changes,
    }
    return store.http.post("/admin/oauth/authorize", params=where)


def status(store: Devstore, token: str) -> int:
    return store.http.post(
        "/admin/api/2026-10/graphql.json",
        json={"query": SHOP_NAME},
        headers={"X-Shopify-Access-Token": token},
    ).status_code


def test_the_callback_is_signed_and_carries_the_state(devstore: Devstore) -> None:
    back = httpx.URL(authorize(devstore).headers["location"])
    assert str(back).startswith(devstore.app_url + "/shopify/callback?")
    assert back.params["state"] == "s-1"
    assert back.params["shop"] == SHOP
    assert back.params["hmac"] == oauth_hmac(SECRET, back.params.multi_items())


def test_a_stranger_and_a_foreign_address_are_refused(devstore: Devstore) -> None:
    assert authorize(devstore, client_id="someone-else").status_code == 400
    assert authorize(devstore, redirect_uri="http://evil.example/callback").status_code == 400
    assert devstore.http.get(f"/_control/shops/{SHOP}/install").json() is None


def test_a_code_works_once(devstore: Devstore) -> None:
    code = httpx.URL(authorize(devstore).headers["location"]).params["code"]
    assert devstore.exchange(code=code, expiring=1).json()["expires_in"] == 3600
    again = devstore.exchange(code=code, expiring=1)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")


def test_a_wrong_secret_gets_no_token(devstore: Devstore) -> None:
    code = httpx.URL(authorize(devstore).headers["location"]).params["code"]
    answer = devstore.exchange(code=code, client_secret="guess")
    assert answer.status_code == 401
    assert "access_token" not in answer.json()


def test_a_refresh_rotates_and_the_old_pair_lives_until_the_new_one_is_used(devstore: Devstore) -> None:
    first = devstore.tokens()
    second = devstore.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert status(devstore, first["access_token"]) == 200
    assert status(devstore, second["access_token"]) == 200
    assert status(devstore, first["access_token"]) == 401
    again = devstore.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.json()["error"] == "invalid_grant"


def test_an_expired_token_is_refused_and_refreshed(devstore: Devstore) -> None:
    first = devstore.tokens()
    devstore.control("/expire_tokens")
    assert status(devstore, first["access_token"]) == 401
    second = devstore.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert status(devstore, second["access_token"]) == 200


def test_uninstalling_revokes_every_token(devstore: Devstore) -> None:
    token = devstore.token()
    devstore.control("/uninstall")
    assert status(devstore, token) == 401


def test_the_embedded_frame_brings_a_session_token_that_can_be_exchanged(installed: Devstore) -> None:
    page = installed.http.get("/admin/apps/rewards").text
    source = page.partition('src="' + installed.app_url)[2].partition('"')[0].replace("&amp;", "&")
    assert source.startswith("/shopify/app?")
    given = httpx.URL(source).params
    assert given["hmac"] == oauth_hmac(SECRET, given.multi_items())
    claims = jwt.decode(given["id_token"], SECRET, algorithms=["HS256"], audience=CLIENT_ID)
    assert claims["dest"] == f"https://{SHOP}"
    assert claims["exp"] - claims["iat"] == 60
    answer = installed.exchange(
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=given["id_token"],
        subject_token_type="urn:ietf:params:oauth:token-type:id_token",
        requested_token_type="urn:shopify:params:oauth:token-type:offline-access-token",
        expiring=1,
    )
    assert status(installed, answer.json()["access_token"]) == 200


def test_a_forged_session_token_is_not_exchanged(installed: Devstore) -> None:
    forged = jwt.encode({"dest": f"https://{SHOP}", "aud": CLIENT_ID}, "another secret of thirty-two bytes!")
    answer = installed.exchange(
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=forged,
        subject_token_type="urn:ietf:params:oauth:token-type:id_token",
        requested_token_type="urn:shopify:params:oauth:token-type:offline-access-token",
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_subject_token")


def test_consent_may_grant_less_than_was_asked(devstore: Devstore) -> None:
    where = {
        "client_id": CLIENT_ID,
        "scope": "read_orders,read_customers",
        "redirect_uri": devstore.app_url + "/cb",
        "state": "s",
    }
    back = devstore.http.post(
        "/admin/oauth/authorize", params=where, data={"choose": "1", "granted": ["read_orders"]}
    )
    code = httpx.URL(back.headers["location"]).params["code"]
    assert devstore.exchange(code=code).json()["scope"] == "read_orders"
