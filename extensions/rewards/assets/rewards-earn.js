/* <loyalty-earn amount="1990" currency="USD"> with the variants' prices as JSON inside; follows the chosen variant. */
class LoyaltyEarn extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) {
      const css = new CSSStyleSheet();
      css.replaceSync(":host{display:block;min-height:1.5em;line-height:1.5}:host([hidden]){display:none}");
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [css];
      this.line = document.createElement("span");
      this.line.setAttribute("role", "status");
      this.shadowRoot.append(this.line);
    }
    document.addEventListener("change", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this);
  }

  get amount() {
    const json = this.querySelector("script[type='application/json']");
    const form = this.closest("form") || document.querySelector("form[action*='/cart/add']");
    const chosen = form && new FormData(form).get("id");
    return (json && chosen && JSON.parse(json.textContent)[chosen]) || this.getAttribute("amount");
  }

  handleEvent() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 0); // themes set the variant's id after their own change event
  }

  async ask() {
    const amount = this.amount;
    if (!amount || amount === this.asked) return;
    this.asked = amount;
    const query = new URLSearchParams({
      hundredths: amount,
      currency: this.getAttribute("currency"),
      locale: this.getAttribute("locale") || document.documentElement.lang,
    });
    try {
      const answer = await fetch(`${this.getAttribute("proxy") || "/apps/rewards"}/quote?${query}`);
      const { text } = answer.ok ? await answer.json() : {};
      if (amount === this.asked) this.line.textContent = text || "";
    } catch {
      this.asked = this.line.textContent = "";
    }
  }
}

if (!customElements.get("loyalty-earn")) customElements.define("loyalty-earn", LoyaltyEarn);
