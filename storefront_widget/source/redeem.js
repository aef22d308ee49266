/* What points can be used for, and what they were used for. The panel brings this in when a shopper first looks. */

const sheet = () => {
  const made = new CSSStyleSheet();
  made.replaceSync(CSS);
  return made;
};
const BACK = "M15 5l-7 7 7 7";
const WAITS = [300, 600, 1200, 2400]; // a code is there within a second; after these we say that it comes by itself

/* Digits as the server writes them, between what it puts before and after. */
function write({ before, after, group, point, digits }, number) {
  const figures = String(number).padStart(digits + 1, "0");
  const cut = figures.length - digits;
  const whole = figures.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, group);
  return before + whole + (digits ? point + figures.slice(cut) : "") + after;
}

/* What a choice of so many points takes and gives, in words: the fewest points that give the same. */
export function reckon({ cost, worth, points, amount }, chosen) {
  const [c, w] = [BigInt(cost), BigInt(worth)];
  const given = (BigInt(chosen) * w) / c;
  const taken = (given * c + w - 1n) / w || 1n;
  return { points: write(points[taken === 1n ? 0 : 1], taken), amount: write(amount, given) };
}

/* Draws the panel's content for as long as the shopper looks at rewards. */
export function view(panel, h, icon) {
  const root = panel.host.shadowRoot;
  panel.redeemSheet ??= root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet()];
  const at = { chosen: {}, notes: {} };
  const say = (key, words) => panel.say(key, words);
  const draw = () => panel.draw(panel.data);
  const button = (kind, key, onclick, words) => h(`button.button${kind}`, { type: "button", "data-key": key, onclick }, words);
  const note = (id) => at.notes[id] && h("p.note", { role: "alert" }, at.notes[id]);
  const focus = (key) => panel.content.querySelector(`[data-key="${key}"]`)?.focus();

  const home = () => {
    panel.view = null;
    draw();
    focus("rewards");
  };

  function hero() {
    const { member } = panel.data;
    const top = panel.top(say("redeem_heading"), say("close"));
    const back = h("button.back", { type: "button", "data-key": "back", "aria-label": say("back"), onclick: home });
    back.append(icon(BACK));
    top.prepend(back);
    const own = member && (member.state !== "guest" || member.available > 0);
    const head = h("header.hero.bare", null, top);
    head.append(own ? panel.balance(member.available_text) : h("p.text", null, say("redeem_intro")));
    if (panel.data.nonce || !member) head.append(panel.actions(own));
    return head;
  }

  function offer(one) {
    const chosen = at.chosen[one.id] || (at.chosen[one.id] = {});
    const card = h("section.card", { "data-offer": one.id },
      h("h3", null, one.title), h("div.price", null, one.price_text), one.text && h("p", null, one.text));
    if (one.can) card.append(...(at.sure === one.id ? sure(one, chosen) : choice(one, chosen)));
    else {
      if (one.code === "missing") card.append(h("progress", { max: 100, value: one.progress, "aria-label": one.why }));
      card.append(h("p", null, one.why));
    }
    card.append(note(one.id) || "");
    return card;
  }

  function choice(one, chosen) {
    const fields = [];
    if (one.slider) fields.push(slider(one, chosen));
    if (one.sessions.length) fields.push(dates(one, chosen));
    const ask = () => {
      at.sure = one.id;
      at.notes = {};
      draw();
      focus(`yes-${one.id}`);
    };
    return [...fields, button("", `use-${one.id}`, ask, say("redeem_use"))];
  }

  function slider({ id, slider }, chosen) {
    const { min, max, step } = slider;
    const output = h("output");
    const tell = (points) => {
      chosen.points = Math.min(max, Math.max(min, points));
      const words = say("redeem_equals", reckon(slider, chosen.points));
      output.textContent = words;
      input.setAttribute("aria-valuetext", words);
    };
    const input = h("input", { type: "range", min, max, step, value: chosen.points || min, "data-key": `slider-${id}` });
    input.oninput = () => tell(Number(input.value));
    tell(Number(input.value));
    return h("label.field", null, say("redeem_points"), output, input);
  }

  function dates({ id, sessions }, chosen) {
    const free = sessions.filter((one) => one.left);
    if (!free.some((one) => one.id === chosen.session)) chosen.session = free[0]?.id;
    const seats = h("output");
    const tell = () => (seats.textContent = sessions.find((one) => one.id === chosen.session)?.left_text || "");
    const select = h("select", { "data-key": `date-${id}` }, sessions.map((one) =>
      h("option", { value: one.id, disabled: !one.left, selected: one.id === chosen.session },
        one.left ? one.text : `${one.text} · ${one.left_text}`)));
    select.onchange = () => {
      chosen.session = select.value;
      tell();
    };
    tell();
    return h("label.field", null, say("redeem_date"), seats, select);
  }

  function sure(one, chosen) {
    const words = one.slider ? reckon(one.slider, chosen.points) : { points: one.price_text };
    const date = one.sessions.find((each) => each.id === chosen.session)?.text;
    const ask = say(one.free ? "redeem_sure_free" : "redeem_sure", { points: words.points, reward: one.slider ? words.amount : one.title });
    const no = () => {
      at.sure = "";
      draw();
      focus(`use-${one.id}`);
    };
    return [h("p.sure", null, ask, date && ` ${date}`),
      h("div.pair", null, button("", `yes-${one.id}`, (event) => take(one, chosen, event.currentTarget), say("redeem_yes")),
        button(".plain", `no-${one.id}`, no, say("redeem_no")))];
  }

  async function take(one, chosen, pressed) {
    const said = { reward: one.id, ...(one.slider && { points: chosen.points }), ...(one.sessions.length && { session: chosen.session }) };
    const made = await change("redeem", panel.data.redeem.nonce, said, one.id, pressed);
    if (!made) return;
    at.fresh = made.id;
    at.sure = "";
    draw();
    panel.content.scrollTop = 0;
    panel.content.querySelector(".fresh h3").focus({ preventScroll: true });
    for (const wait of WAITS) {
      if (!panel.data.mine.some((each) => each.id === made.id && each.waits)) break;
      await new Promise((done) => setTimeout(done, wait));
      await panel.refresh();
    }
  }

  /* Asks for it, and keeps what the server answers to a no beside what was asked for. */
  async function change(deed, nonce, said, id, pressed) {
    if (panel.posting) return null;
    pressed.setAttribute("aria-disabled", "true");
    const words = await panel.post(deed, nonce, said, "redeem_lost");
    at.notes = words === undefined ? {} : { [id]: words };
    if (words === undefined) return panel.data.redeemed;
    draw();
    panel.refresh();
    return null;
  }

  function had(one) {
    const fresh = one.id === at.fresh;
    const undo = (event) => change("undo", panel.data.redeem.undo_nonce, { id: one.id }, one.id, event.currentTarget).then((made) => made && draw());
    const told = [one.seat_text, one.points_text, one.ends_text || one.at_text].filter(Boolean).join(" · ");
    const card = h(fresh ? "section.card.fresh" : "section.card", { "data-had": one.id },
      fresh && h("h3", { tabindex: "-1" }, say("redeem_yours")),
      h("div.row", null, h("b", null, one.title), h(one.code ? "span.tag.good" : "span.tag", null, one.state_text), h("span.why", null, told)));
    if (one.code) card.append(code(one));
    if (one.next_text) card.append(h("p", { role: fresh && "status" }, one.next_text));
    const deeds = [one.apply && h("a.button", { href: one.apply, "data-key": `apply-${one.id}` }, say("redeem_apply")),
      one.can_undo && button(".link", `undo-${one.id}`, undo, say(one.points_text ? "redeem_undo" : "redeem_undo_free", { points: one.points_text }))];
    if (deeds.some(Boolean)) card.append(h("div.pair", null, deeds));
    card.append(note(one.id) || "");
    return card;
  }

  function code(one) {
    const copy = async (event) => {
      const pressed = event.currentTarget;
      await navigator.clipboard.writeText(one.code).then(() => {
        at.copied = one.id;
        panel.status.textContent = pressed.textContent = say("redeem_copied");
      }, () => getSelection().selectAllChildren(pressed.previousSibling));
    };
    return h("div.code", null, h("code", null, one.code),
      button("", `copy-${one.id}`, copy, say(at.copied === one.id ? "redeem_copied" : "redeem_copy")));
  }

  return () => {
    const { redeem: { offers }, mine } = panel.data;
    const group = (key, cards) => cards.length ? [h("h3.group", null, say(key)), ...cards] : [];
    const can = (yes) => offers.filter((one) => one.can === yes).map(offer);
    const open = (yes) => mine.filter((one) => one.id !== at.fresh && /reserved|issued|ending/.test(one.state) === yes).map(had);
    return [hero(), ...mine.filter((one) => one.id === at.fresh).map(had), ...group("mine_heading", open(true)),
      ...group("redeem_ready", can(true)), ...group("redeem_rest", can(false)), ...group("mine_before", open(false)),
      ...(offers.length || mine.length ? [] : [h("section.card", null, h("p", null, say("redeem_empty")))])];
  };
}
