"""Apps in the admin: install, the embedded frame with its session tokens, scopes, uninstall."""

from urllib.parse import urlencode

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from flask import (
    Response as Answer,
)
from werkzeug.wrappers import Response

from devstore import installs, signing
from devstore.requests import shop, world
from devstore.scopes import in_words

bp = Blueprint("admin_apps", __name__)

USER = 902541635


def signed_query(extra: dict[str, str]) -> str:
    """The query the platform adds when it opens an app."""
    now = world().store.now()
    given = {
        **extra,
        "host": signing.host_parameter(f"{shop().domain}/admin"),
        "shop": shop().domain,
        "timestamp": str(int(now.timestamp())),
    }
    given["hmac"] = signing.oauth_hmac(world().config.client_secret, given.items())
    return urlencode(given)


def fresh_token() -> str:
    config = world().config
    return signing.session_token(
        client_id=config.client_id,
        secret=config.client_secret,
        shop=shop().domain,
        user=USER,
        now=world().store.now(),
    )


@bp.get("/admin/apps")
@bp.get("/admin/settings/apps")
def overview() -> str:
    found = installs.of(world(), shop().domain)
    granted = found.scopes if found else []
    asked = world().config.app.scopes
    return render_template(
        "admin/apps.html",
        scopes=[(s, in_words(s), s in granted) for s in dict.fromkeys([*asked, *granted])],
        changed=bool(found) and set(asked) != set(granted),
        install_url=f"{world().config.address('/shopify/install')}?{signed_query({})}",
        tokens=found.tokens if found else [],
    )


@bp.post("/admin/apps/install")
def managed_install() -> Response:
    """Consent given inside the admin; the app then trades its first session token."""
    installs.grant(world(), shop().domain, list(world().config.app.scopes))
    return redirect(f"/admin/apps/{world().config.app.handle}")


@bp.post("/admin/apps/scopes")
def change_scopes() -> Response:
    found = installs.of(world(), shop().domain)
    if found:
        installs.change_scopes(world(), found, request.form.getlist("granted"))
        flash("Access changed. The app is told by app/scopes_update.")
    return redirect("/admin/apps")


@bp.post("/admin/apps/uninstall")
def uninstall() -> Response:
    found = installs.of(world(), shop().domain)
    if found:
        installs.uninstall(world(), found)
        flash(f"{world().config.app.name} was uninstalled.")
    return redirect("/admin/apps")


@bp.post("/admin/apps/shop_redact")
def shop_redact() -> Response:
    installs.redact_shop(world(), shop().domain)
    flash("Sent shop/redact, which the platform sends 48 hours after an uninstall.")
    return redirect("/admin/apps")


@bp.get("/admin/apps/<handle>")
@bp.get("/admin/apps/<handle>/<path:path>")
def embedded(handle: str, path: str = "") -> str | Response:
    app = world().config.app
    if handle != app.handle:
        abort(404)
    if installs.of(world(), shop().domain) is None:
        return redirect("/admin/apps")
    target = world().config.address(f"/{path}" if path else app.home_path)
    query = signed_query(
        {
            **{
                k: v
                for k, v in request.args.items()
                if k not in ("shop", "host", "hmac", "timestamp", "id_token")
            },
            "embedded": "1",
            "locale": shop().locale,
            "id_token": fresh_token(),
        }
    )
    return render_template("admin/embedded.html", source=f"{target}?{query}", app_url=world().config.app_url)


@bp.post("/admin/apps/<handle>/token")
def token(handle: str) -> dict[str, str]:
    """A fresh session token for the frame, asked for by the admin page around it."""
    if handle != world().config.app.handle or installs.of(world(), shop().domain) is None:
        abort(404)
    return {"token": fresh_token()}


@bp.get("/cdn/app-bridge.js")
@bp.get("/cdn/shopifycloud/app-bridge.js")
def app_bridge() -> Answer:
    return send_from_directory(f"{bp.root_path}/static", "app-bridge.js", mimetype="text/javascript")
