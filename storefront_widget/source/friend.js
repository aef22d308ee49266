// What a followed link needs of the browser: a signed token remembered and put into the basket; and the page of links.
const NOTE = "loyalty_ref";
const host = document.querySelector("loyalty-rewards");
const proxy = (host && host.proxy) || new URL(".", import.meta.url).pathname.replace(/\/$/, "");
const cookie = (name) => (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`)) || [])[1];

const browser = () => {
  try {
    let own = localStorage.loyalty_browser;
    if (!/^[0-9a-f]{32}$/.test(own))
      own = localStorage.loyalty_browser = [...crypto.getRandomValues(new Uint8Array(16))]
        .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return own;
  } catch {
    return "";
  }
};

const put = async (token) => {
  const answer = await fetch("/cart/update.js", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ attributes: { [NOTE]: token } }),
  });
  if (answer.ok) sessionStorage.loyalty_put = token;
};

const follow = async (ref) => {
  const locale = encodeURIComponent(document.documentElement.lang);
  const answer = await fetch(`${proxy}/friend-token?ref=${encodeURIComponent(ref)}&browser=${browser()}&locale=${locale}`);
  const told = answer.ok ? await answer.json() : {};
  if (!told.token) return;
  const safe = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${NOTE}=${told.token};path=/;max-age=${told.days * 86400};samesite=lax${safe}`;
  await put(told.token);
  if (!location.pathname.endsWith("/friend")) invite(told.text, ref);
};

const invite = (text, ref) => {
  if (!host || !host.shadowRoot) return;
  const look = new CSSStyleSheet();
  look.replaceSync(`.friend{position:fixed;inset:auto 0 0;margin:0 auto 88px;width:fit-content;max-width:calc(100vw - 48px);box-sizing:border-box;
padding:12px 20px;border-radius:12px;background:#fff;color:#1f2a24;font:15px/1.4 inherit;font-family:inherit;text-decoration:underline;box-shadow:0 1px 2px #0003,0 8px 24px #0003}
.friend:focus-visible{outline:3px solid var(--c)}`);
  host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, look];
  const link = document.createElement("a");
  link.className = "friend";
  link.href = `${proxy}/friend?ref=${encodeURIComponent(ref)}`;
  link.textContent = text;
  host.shadowRoot.append(link);
};

const links = (page) => {
  const url = new URL(page.dataset.path, location.href).href;
  const words = `${page.dataset.words} ${url}`;
  page.querySelector("[data-link]").value = url;
  page.querySelector("[data-mail]").href =
    `mailto:?subject=${encodeURIComponent(page.dataset.subject)}&body=${encodeURIComponent(words)}`;
  const said = page.querySelector("[data-said]");
  const copy = page.querySelector("[data-copy]");
  copy.hidden = false;
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(url);
    } catch {
      page.querySelector("[data-link]").select();
      document.execCommand("copy");
    }
    said.textContent = copy.dataset.done;
  };
  const share = page.querySelector("[data-share]");
  share.hidden = !navigator.share;
  share.onclick = () => navigator.share({ title: page.dataset.subject, text: page.dataset.words, url }).catch(() => {});
  const note = new FormData();
  note.set("nonce", page.dataset.nonce);
  note.set("browser", browser());
  fetch(`${proxy}/friends`, { method: "POST", body: new URLSearchParams(note) });
};

const start = async () => {
  const ref = new URLSearchParams(location.search).get("ref");
  const kept = cookie(NOTE);
  if (ref) await follow(ref);
  else if (kept && sessionStorage.loyalty_put !== kept) await put(kept);
};

for (const field of document.querySelectorAll(".rewards-page [data-browser]")) field.value = browser();
const page = document.querySelector(".rewards-page[data-path]");
if (page) links(page);
start().catch(() => {});
