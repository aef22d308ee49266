"use strict";
// Inside the store's admin every request carries a fresh session token; outside it, nothing here is needed.
(() => {
  const bridge = () => (window.shopify && window.shopify.idToken ? window.shopify : null);
  let token = "";

  const fresh = async () => {
    const shop = bridge();
    token = shop ? await shop.idToken() : "";
    return token;
  };

  document.addEventListener("htmx:confirm", (event) => {
    if (!bridge()) return;
    event.preventDefault();
    fresh().then(() => event.detail.issueRequest(true));
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (token) event.detail.headers["Authorization"] = `Bearer ${token}`;
  });

  // Going back fetches the page again. That request has no hook for headers, but the moment it opens we may add one.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    const request = event.detail.xhr;
    request.addEventListener("readystatechange", () => {
      if (request.readyState === 1 && token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    });
  });

  if (bridge()) setInterval(fresh, 30_000);

  // A token that expired on the way is renewed once.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if (xhr.status !== 401) return;
    event.detail.shouldSwap = false;
    if (!bridge() || elt.dataset.retried) return;
    elt.dataset.retried = "1";
    window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, values: requestConfig.parameters });
  });

  // A new page begins at its heading, for readers of the screen and for the keyboard.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.detail.boosted && event.target !== document.body) return;
    const invalid = document.querySelector("[aria-invalid=true]");
    const start = invalid || document.querySelector("h1");
    if (start) start.focus();
  });

  // Selects that act at once also have a button for when scripts are off.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
})();
