// The admin's side of App Bridge: mints tokens for the frame and shows its toasts.
(() => {
  "use strict";
  // this runs before the frame exists, so that not even its first word is missed
  async function answer(frame, kind, detail) {
    if (kind === "idToken") {
      const reply = await fetch(frame.dataset.token, { method: "POST" });
      return (await reply.json()).token;
    }
    if (kind === "toast") toast(detail.message, detail.isError);
    return true;
  }

  function toast(message, isError) {
    const box = document.createElement("div");
    box.className = isError ? "toast toast-error" : "toast";
    box.setAttribute("role", "status");
    box.textContent = message;
    document.body.append(box);
    setTimeout(() => box.remove(), 4000);
  }

  window.addEventListener("message", async (event) => {
    const frame = document.querySelector("iframe[data-app]");
    const origin = frame && new URL(frame.dataset.app).origin;
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin || !event.data || !event.data.devstore) return;
    const detail = await answer(frame, event.data.devstore, event.data.detail || {});
    event.source.postMessage({ devstore: "answer", id: event.data.id, detail }, origin);
  });
})();
