// A small stand-in for the platform's App Bridge: session tokens, authorised fetch, toasts, navigation.
(() => {
  "use strict";
  const waiting = new Map();
  let next = 1;

  function ask(kind, detail) {
    if (window.parent === window) return Promise.reject(new Error("not inside the admin"));
    return new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, resolve);
      window.parent.postMessage({ devstore: kind, id, detail }, "*");
      setTimeout(() => waiting.delete(id) && reject(new Error("the admin did not answer")), 10000);
    });
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.devstore !== "answer") return;
    const resolve = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    if (resolve) resolve(event.data.detail);
  });

  const parameters = new URLSearchParams(location.search);
  window.shopify = {
    config: { shop: parameters.get("shop"), host: parameters.get("host"), locale: parameters.get("locale") || "en" },
    idToken: () => ask("idToken"),
    toast: { show: (message, options) => ask("toast", { message, isError: Boolean(options && options.isError) }) },
    loading: () => {},
  };

  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin === location.origin && window.parent !== window) {
      if (!request.headers.has("Authorization")) {
        request.headers.set("Authorization", `Bearer ${await window.shopify.idToken()}`);
      }
    }
    return plainFetch(request);
  };

  if (window.parent !== window) ask("here", { path: location.pathname, title: document.title }).catch(() => {});
})();
