"use strict";
// Inside the store's admin every request carries a fresh session token; outside it, only the small helps below work.
(() => {
  const bridge = () => (window.shopify && window.shopify.idToken ? window.shopify : null);
  let token = "";

  const fresh = async () => {
    const shop = bridge();
    token = shop ? await shop.idToken() : "";
    return token;
  };

  document.addEventListener("htmx:confirm", (event) => {
    const { question, issueRequest } = event.detail;
    if (!bridge()) return;
    event.preventDefault();
    if (question && !window.confirm(question)) return;
    fresh().finally(() => issueRequest(true));
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (token) event.detail.headers.Authorization = `Bearer ${token}`;
  });

  // Going back fetches the page again. That request has no hook for headers, but the moment it opens we may add one.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    const request = event.detail.xhr;
    request.addEventListener("readystatechange", () => {
      if (request.readyState === 1 && token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    });
  });

  if (bridge()) setInterval(() => fresh().catch(() => {}), 30_000);

  // A token that expired on the way is renewed once; then the answer is shown as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if (xhr.status !== 401 || !bridge() || elt.dataset.retried) return;
    event.detail.shouldSwap = false;
    elt.dataset.retried = "1";
    window.htmx.ajax(requestConfig.verb, requestConfig.path, {
      source: elt,
      target: requestConfig.target,
      values: requestConfig.parameters,
    });
  });

  // A file is a request like any other: with the token, and then saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[download]");
    if (!link || !bridge()) return;
    event.preventDefault();
    const answer = await fetch(link.href, { headers: { Authorization: `Bearer ${await fresh()}` } });
    if (!answer.ok) return;
    const saved = document.createElement("a");
    saved.href = URL.createObjectURL(await answer.blob());
    saved.download = link.getAttribute("download");
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 60_000);
  });

  // A new page begins at its heading, for readers of the screen and for the keyboard; a refused form at its fault.
  const begin = () => {
    const start = document.querySelector("[aria-invalid=true]") || document.querySelector("h1");
    if (start) start.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.boosted || event.target === document.body) begin();
    place();
  });
  if (document.querySelector("[aria-invalid=true]")) begin();

  // On a phone the places of the programme are one line, pushed sideways to the current one.
  const place = () => {
    const line = document.querySelector(".places");
    const here = line && line.querySelector("[aria-current]");
    if (here) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  };
  place();

  // Copying needs a script and a browser that lets us; the button says when it is done.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copies);
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    button.textContent = button.dataset.done;
  });

  // Selects that act at once also have a button for when scripts are off.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
})();
