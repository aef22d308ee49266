// Comes back to the same address with a fresh session token.
"use strict";

window.shopify.idToken().then((token) => {
  const next = new URL(window.location.href);
  next.searchParams.set("id_token", token);
  window.location.replace(next);
});
