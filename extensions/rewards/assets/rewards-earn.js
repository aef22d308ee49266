/* Liquid gives hundredths whatever the currency; the quote wants its smallest unit. */
const minor = (hundredths, currency) => {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return Math.round((hundredths * 10 ** maximumFractionDigits) / 100);
};

const STAR =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2l3 6.5 7 .7-5 4.8 1.5 7L12 17.3 5.5 21 7 14 2 9.2l7-.7z"/></svg><span role="status"></span>';

class LoyaltyEarn extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) {
      const css = new CSSStyleSheet();
      css.replaceSync(
        ":host{display:block;min-height:1.5em;line-height:1.5;margin-block:.75em}:host([hidden]){display:none}" +
          "p{display:flex;gap:.5em;align-items:center;margin:0}p.none{visibility:hidden}" +
          "svg{width:1.1em;height:1.1em;flex:none;fill:var(--loyalty-colour,currentColor)}",
      );
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [css];
      this.line = document.createElement("p");
      this.line.className = "none";
      this.line.innerHTML = STAR;
      this.shadowRoot.append(this.line);
    }
    document.addEventListener("change", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this);
  }

  /* A path of this shop and nothing else. */
  get proxy() {
    const path = this.getAttribute("proxy");
    return /^(\/[\w-]+)+$/.test(path) ? path : "/apps/rewards";
  }

  get amount() {
    const json = this.querySelector("script[type='application/json']");
    const form = this.closest("form") || document.querySelector("form[action*='/cart/add']");
    const chosen = form && new FormData(form).get("id");
    return (json && chosen && JSON.parse(json.textContent)[chosen]) || this.getAttribute("amount");
  }

  handleEvent() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 0); // themes set the id after this event
  }

  /* An empty line keeps its place: nothing jumps. */
  say(text) {
    this.line.className = text ? "" : "none";
    this.line.lastChild.textContent = text || "";
  }

  async ask() {
    const amount = this.amount;
    if (!amount || amount === this.asked) return;
    this.asked = amount;
    const currency = this.getAttribute("currency");
    const query = new URLSearchParams({
      amount: minor(amount, currency),
      currency,
      locale: this.getAttribute("locale") || document.documentElement.lang,
    });
    try {
      const answer = await fetch(`${this.proxy}/quote?${query}`);
      const { text } = answer.ok ? await answer.json() : {};
      if (amount === this.asked) this.say(text);
    } catch {
      this.asked = "";
      this.say("");
    }
  }
}

if (!customElements.get("loyalty-earn")) customElements.define("loyalty-earn", LoyaltyEarn);
