// Inside the store's admin there are no cookies: every request carries a fresh session token.
"use strict";

const tokens = new WeakMap();

document.addEventListener("htmx:confirm", (event) => {
  const { elt, question, issueRequest } = event.detail;
  event.preventDefault();
  if (question && !window.confirm(question)) return;
  window.shopify.idToken().then((token) => {
    tokens.set(elt, token);
    issueRequest(true);
  });
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = tokens.get(event.detail.elt);
  if (token) event.detail.headers.Authorization = `Bearer ${token}`;
});

// A token may end on its way; one more try with a new one is enough.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  const again = xhr.getResponseHeader("X-Shopify-Retry-Invalid-Session-Request");
  if (!again || elt.dataset.asked) return;
  elt.dataset.asked = "again";
  window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, values: requestConfig.parameters });
});
