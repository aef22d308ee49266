/* The rewards panel: everything a shopper sees after opening the launcher.
   Words and figures come from the shop's server; nothing here decides who is looking. */

const sheet = new CSSStyleSheet();
// The server puts panel.css before this file as a constant, so that opening takes one request.
sheet.replaceSync(CSS);
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  close: "M5 5l14 14M19 5L5 19",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18",
  order: "M5 8h14l-1 12H6zM9 8V7a3 3 0 0 1 6 0v1",
  join: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-5 0-5-4-3-4s3 4 3 4s1-4 3-4s2 4-3 4",
  other: "M12 4l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L4 9.8l5.6-.6z",
  more: "M5 9l7 7 7-7",
};

/* h("p.text", {id: "x"}, "words", child): text goes in as text, never as markup. */
function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props || {})) {
    if (key.startsWith("on")) node[key] = value;
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

/* Rules carry names of the merchant's choosing; a picture only where the name says enough. */
const picture = (way) => {
  const name = `${way.icon || ""} ${way.id}`;
  return /order|purchase/.test(name) ? "order" : /join|welcome|sign/.test(name) ? "join" : "other";
};

/* One of ours by its name, or any by its path. */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name] || name);
  svg.append(path);
  return svg;
}

/* The nearest shade of the merchant's colour that keeps 4.5:1 on a surface, going towards its opposite. */
function readable(rgb, surface, luminance) {
  const under = luminance(surface);
  const goal = under > 0.5 ? 0 : 255;
  for (let step = 0; step <= 20; step++) {
    const tone = rgb.map((v) => Math.round(v + ((goal - v) * step) / 20));
    const l = luminance(tone);
    const [high, low] = l > under ? [l, under] : [under, l];
    if ((high + 0.05) / (low + 0.05) >= 4.8) return tone;
  }
  return [goal, goal, goal];
}

export function mount(host, luminance, first) {
  return new Panel(host, luminance, first);
}

class Panel {
  constructor(host, luminance, first) {
    Object.assign(this, { host, first, opened: new Set(), keys: {} });
    const root = host.shadowRoot;
    const tones = new CSSStyleSheet();
    const [light, dark] = [[250, 247, 243], [34, 30, 27]].map((under) => readable(host.rgb, under, luminance));
    // Decorations only ever move the hero's ground away from its text, so its contrast can but grow.
    const shade = host.on === "#fff" ? "#0000001f" : "#ffffff3d";
    tones.replaceSync(
      `:host{--strong-light:rgb(${light});--strong-dark:rgb(${dark});--shade:${shade}}` +
        `.dot{--tint:rgb(${light},.09)}.dark .dot{--tint:rgb(${dark},.12)}`,
    );
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet, tones];
    this.status = h("p.sr", { role: "status" });
    this.content = h("div.scroll", { tabindex: "-1" });
    this.notice = h("div");
    const heard = { onclose: () => this.closed(), onkeydown: (event) => this.keep(event), onclick: (event) => this.outside(event) };
    this.dialog = h("dialog", { ...heard, "aria-label": this.word("label", "Rewards") }, this.content, this.notice, this.status);
    root.append(this.dialog);
    this.theme = matchMedia("(prefers-color-scheme: dark)");
    this.theme.onchange = () => this.light();
    for (const [target, name] of [[document, "visibilitychange"], [window, "focus"], [window, "online"]])
      target.addEventListener(name, () => this.woken());
    this.light();
  }

  /* A label of the server's with its {words} filled in: figures and dates come ready-made from there too. */
  say(key, words) {
    const { programme, shop, texts } = this.data;
    const all = { one: programme.one, many: programme.many, programme: programme.name, shop: shop.name, ...words };
    return (texts[key] || "").replace(/\{(\w+)\}/g, (whole, name) => all[name] ?? whole);
  }

  word(name, otherwise) {
    return this.host.getAttribute(name) || otherwise;
  }

  light() {
    const scheme = this.word("scheme", "auto");
    this.dialog.classList.toggle("dark", scheme === "dark" || (scheme === "auto" && this.theme.matches));
  }

  show(part) {
    this.part = part;
    this.view = null;
    if (!this.dialog.open) {
      this.dialog.showModal();
      this.since = Date.now();
      if (!this.data) this.drawSkeleton();
      this.refresh();
    }
    if (this.data) {
      this.draw(this.data);
      this.goTo();
    }
  }

  hide() {
    this.dialog.close();
  }

  closed() {
    clearTimeout(this.timer);
    if (/^#rewards(-|$)/.test(location.hash)) history.replaceState(history.state, "", location.pathname + location.search);
    this.host.launcher.focus();
  }

  outside(event) {
    if (event.target !== this.dialog) return;
    const box = this.dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) this.hide();
  }

  /* A modal dialog lets Tab leave for the browser's own controls; here it goes round. */
  keep(event) {
    if (event.key !== "Tab") return;
    const stops = [...this.dialog.querySelectorAll("button,a[href],summary,input,select")];
    const end = event.shiftKey ? stops[0] : stops.at(-1);
    const now = this.host.shadowRoot.activeElement;
    if (now !== end && this.dialog.contains(now) && !(event.shiftKey && !stops.includes(now))) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  woken() {
    if (!this.dialog.open || document.hidden) return clearTimeout(this.timer);
    this.since = Date.now();
    this.refresh();
  }

  async refresh() {
    if (this.asking) return;
    clearTimeout(this.timer);
    this.asking = true;
    try {
      const answer = await (this.first || this.ask());
      this.first = null;
      await this.take(answer);
      this.notice.replaceChildren();
    } catch {
      this.first = null;
      this.failed();
    }
    this.asking = false;
    if (this.dialog.open && !document.hidden)
      this.timer = setTimeout(() => this.refresh(), Date.now() - this.since < 6e4 ? 2e3 : 15e3);
  }

  ask() {
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    return fetch(this.host.dataUrl, { cache: "no-store", headers });
  }

  async take(answer) {
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    this.etag = answer.headers.get("ETag");
    if (text === this.text) return;
    const before = this.data;
    this.data = JSON.parse(text);
    this.text = text;
    this.draw(before);
  }

  failed() {
    if (this.data) {
      const again = h("button", { type: "button", onclick: () => this.refresh() }, this.say("retry"));
      this.notice.replaceChildren(h("div.bar", { role: "alert" }, this.say("stale"), again));
      return;
    }
    const retry = () => {
      this.drawSkeleton();
      this.refresh();
    };
    const words = h("p", { role: "alert" }, this.word("failed", "Your rewards could not be loaded."));
    const button = h("button.button", { type: "button", onclick: retry }, this.word("retry", "Try again"));
    this.replace(this.bare(), h("section.card", null, words, button));
  }

  /* The head as long as the server has said nothing. */
  bare(...bones) {
    return h("header.hero", null, this.top(this.word("label", "Rewards"), this.word("close", "Close")), bones);
  }

  drawSkeleton() {
    const card = () => h("div.card", null, h("div.bone.half"), h("div.bone"), h("div.bone.half"));
    this.replace(this.bare(h("div.bone.big"), h("div.bone.half")), card(), card());
    this.content.setAttribute("aria-busy", "true");
  }

  /* New content, same place: what was open, focused and scrolled to stays so. */
  replace(...nodes) {
    const focus = this.host.shadowRoot.activeElement?.dataset.key;
    const at = this.content.scrollTop;
    this.content.removeAttribute("aria-busy");
    this.content.replaceChildren(...nodes);
    this.content.scrollTop = at;
    const again = focus && [...this.content.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focus);
    (again || this.content.querySelector("[data-key=close]"))?.focus({ preventScroll: true });
  }

  draw(before) {
    const { data } = this;
    this.dialog.lang = data.locale || this.host.locale;
    this.dialog.setAttribute("aria-label", data.programme.name);
    this.replace(...(this.view ? this.view() : [this.hero(), this.debt(), this.rewards() || "", this.earn(), this.history()]));
    if (before && before.member?.available !== data.member?.available) {
      this.status.textContent = this.say("announce", { points: data.member?.available_text });
      this.content.querySelector(".balance")?.classList.add("pop");
    }
    if (!before) this.goTo();
  }

  goTo() {
    if (this.part === "redeem") return this.look();
    const target = this.part && this.content.querySelector(`[data-part=${this.part}]`);
    this.part = "";
    if (!target) return;
    this.content.scrollTop += target.getBoundingClientRect().top - this.content.getBoundingClientRect().top - 14;
    target.querySelector("h3").focus({ preventScroll: true });
  }

  top(name, close) {
    const button = h("button.close", { type: "button", "data-key": "close", "aria-label": close, onclick: () => this.hide() });
    button.append(icon("close"));
    return h("div.top", null, h("h2", null, name), button);
  }

  hero() {
    const { programme, member } = this.data;
    const hero = h("header.hero", null, this.top(programme.name, this.say("close")));
    const guest = member?.state === "guest";
    const own = member && (!guest || member.available > 0 || member.pending > 0);
    if (own) hero.append(h("p.label", null, this.say(guest ? "guest_label" : "balance_label")), this.balance(member.available_text));
    else hero.append(h("p.title", null, this.say(programme.live ? "title" : "not_live")));
    if (member?.tier) hero.append(h("p.chip", null, icon("other"), h("span", null, member.tier.text)));
    for (const note of member?.notes || []) hero.append(h("p.chip", null, icon("clock"), h("span", null, note)));
    const intro = this.intro(guest, own);
    if (intro) hero.append(h("p.text", null, this.say(intro)));
    if (programme.live) hero.append(this.actions(own));
    return hero;
  }

  intro(guest, own) {
    const { programme, history } = this.data;
    if (!own) return programme.live && "intro";
    if (guest) return "guest_intro";
    return this.welcome ? "welcome" : history.length === 0 && "empty_intro";
  }

  /* "1,240 points" as a large numeral with its unit, in whatever order the language has them. */
  balance(text) {
    const [figure] = /\p{Nd}([\p{Nd}.,'’٬٫\s]*\p{Nd})?/u.exec(text) || [text];
    const [before, after] = text.split(figure);
    const unit = (words) => words?.trim() && h("span.unit", null, words.trim());
    const number = h(figure.length > 7 ? "span.number.long" : "span.number", null, figure);
    return h("p.balance", { tabindex: "-1", "data-key": "balance" }, unit(before), number, unit(after));
  }

  actions(own) {
    const { nonce, links, member } = this.data;
    if (nonce) {
      this.note = h("p.note", { role: "alert" });
      const words = own && member.available > 0 ? this.say("guest_join", { points: member.available_text }) : this.say("join");
      const join = h("button.button", { type: "button", "data-key": "join", onclick: (event) => this.join(event.currentTarget) }, words);
      return h("div", null, h("div.actions", null, join), this.note);
    }
    if (member) return "";
    return h("div.actions", null, h("a.button", { href: this.back(links.register), "data-key": "register" }, this.say("join")),
      h("a.button.plain", { href: this.back(links.login), "data-key": "login" }, this.say("sign_in")));
  }

  /* After signing in the shopper is where they were, with the panel open. */
  back(link) {
    const url = new URL(link, location.href);
    const { searchParams: asked } = url;
    if (asked.has("return_url")) asked.set("return_url", `${location.pathname}${location.search}#rewards`);
    return url.href;
  }

  /* Asks for a change, and shows what came of it. The key stays the same until an answer came, so that a repeated
     try cannot do it twice. Answers what to tell the shopper when it did not work. */
  async post(deed, nonce, said, lost) {
    if (this.posting) return "";
    this.posting = true;
    const wish = deed + JSON.stringify(said);
    const key = (this.keys[wish] ??= crypto.randomUUID());
    try {
      const answer = await fetch(`${this.host.proxy}/${deed}?${this.host.dataUrl.split("?")[1]}`, {
        method: "POST", body: JSON.stringify({ nonce, key, ...said }), headers: { "Content-Type": "application/json" },
      });
      if (answer.status < 500) delete this.keys[wish];
      if (!answer.ok) return (await answer.json()).error.message;
      this.welcome = deed === "join";
      await this.take(answer);
    } catch {
      return this.say(lost);
    } finally {
      this.posting = false;
    }
  }

  async join(button) {
    button.setAttribute("aria-disabled", "true");
    this.note.textContent = "";
    const words = await this.post("join", this.data.nonce, {}, "join_failed");
    if (words === undefined) this.content.querySelector(".balance")?.focus();
    this.note.textContent = words ?? "";
    button.removeAttribute("aria-disabled");
  }

  debt() {
    const { member } = this.data;
    if (!member?.debt) return "";
    return h("section.card.alert", null, h("h3", null, this.say("debt_title", { points: member.debt_text })), h("p", null, this.say("debt_text")));
  }

  section(part, heading, ...children) {
    return h("section.card", { "data-part": part }, h("h3", { tabindex: "-1" }, heading), children);
  }

  way(name, title, text, href) {
    return h("li.way", null, h("span.dot", null, icon(name)), h("div", null, h(href ? "a" : "b", { href }, title), h("span", null, text)));
  }

  earn() {
    const ways = this.data.earn.map((way) => this.way(picture(way), way.title, way.text, way.href));
    return this.section("earn", this.say("earn_heading"), ways.length ? h("ul", null, ways) : h("p", null, this.say("earn_empty")));
  }

  /* What can be had first; all of it, and what was had, comes with a file of its own when somebody looks. */
  rewards() {
    const { offers } = this.data.redeem;
    const all = h("button.button", { type: "button", "data-key": "rewards", onclick: () => this.look() }, this.say("redeem_all"));
    const ways = offers.slice(0, 3).map((one) => this.way("join", one.title, one.can ? one.price_text : one.why));
    return (ways.length || this.data.mine.length) && this.section("redeem", this.say("redeem_heading"), h("ul", null, ways), all);
  }

  async look() {
    const { view } = await import(`${this.host.proxy}/redeem.js?v=${REDEEM}`);
    this.view = view(this, h, icon);
    this.draw(this.data);
    this.content.scrollTop = 0;
  }

  history() {
    const { history: lines, member } = this.data;
    if (!member || (member.state === "guest" && !lines.length)) return "";
    const all = lines.map((line) => h("li", null, this.line(line)));
    return this.section("history", this.say("history_heading"),
      all.length ? h("ul.history", null, all) : h("p", null, this.say("history_empty")));
  }

  line(line) {
    const points = h(line.points > 0 ? "span.points.plus" : "span.points", null, line.points_text);
    const more = line.steps.length > 0 && h("span.more", null, this.say("show_sum"), icon("more"));
    const when = h("span.when", null, h("time", { datetime: line.at }, line.at_text), this.state(line));
    const row = [h("b", null, line.title), points, h("span.why", null, line.why), when, more];
    if (!more) return h("div.line", null, h("div.row", null, row));
    const details = h("details.line", { open: this.opened.has(line.id) }, h("summary", { "data-key": `line-${line.id}` }, h("div.row", null, row)),
      h("ol.sum", null, line.steps.map((step) => h("li", null, step))));
    details.ontoggle = () => this.opened[details.open ? "add" : "delete"](line.id);
    return details;
  }

  state({ state, until_text: date }) {
    if (state === "available") return "";
    const words = this.say(state === "pending" && date ? "state_pending_on" : `state_${state}`, { date });
    return words && h("span.state", null, words);
  }
}
