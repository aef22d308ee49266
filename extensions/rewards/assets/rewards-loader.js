const PANEL = "256c1866";
const DEFAULT_COLOUR = "#1d5c4b";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{all:initial;font-family:inherit;direction:inherit;position:fixed;z-index:2147482000;
bottom:calc(var(--loyalty-bottom,20px) + env(safe-area-inset-bottom));inset-inline-end:var(--loyalty-side,20px)}
:host([placement=start]){inset-inline:var(--loyalty-side,20px) auto}
:host([hidden]){display:none}
button{all:unset;box-sizing:border-box;display:flex;align-items:center;gap:10px;height:52px;padding:0 22px 0 18px;
border-radius:26px;background:var(--c);color:var(--on);font-family:inherit;cursor:pointer;
box-shadow:0 1px 2px #0003,0 8px 24px #0003;-webkit-tap-highlight-color:#0000}
button:focus-visible{outline:3px solid var(--on);outline-offset:-6px;box-shadow:0 0 0 3px var(--c)}
button[aria-busy=true]{cursor:progress}
svg{width:22px;height:22px;fill:currentColor;flex:none}
@media(prefers-reduced-motion:no-preference){button{transition:transform .15s}button:hover{transform:translateY(-2px)}}
@media print{:host{display:none}}`);

const luminance = (rgb) =>
  rgb
    .map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);

class LoyaltyRewards extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.build();
    addEventListener("hashchange", this);
    this.handleEvent();
    if (/[?&]ref=/.test(location.search) || (!sessionStorage.loyalty_put && /loyalty_ref=/.test(document.cookie)))
      import(`${this.proxy}/friend.js`).catch(() => {});
  }

  disconnectedCallback() {
    removeEventListener("hashchange", this);
    this.panel?.hide();
  }

  // Code comes from this shop only.
  get proxy() {
    const path = this.getAttribute("proxy");
    return /^(\/[\w-]+)+$/.test(path) ? path : "/apps/rewards";
  }

  get locale() {
    return this.getAttribute("locale") || document.documentElement.lang;
  }

  get dataUrl() {
    return `${this.proxy}/data?locale=${encodeURIComponent(this.locale)}`;
  }

  build() {
    const root = this.attachShadow({ mode: "open" });
    this.tones = new CSSStyleSheet();
    root.adoptedStyleSheets = [sheet, this.tones];
    const button = (this.launcher = document.createElement("button"));
    button.type = "button";
    button.setAttribute("aria-haspopup", "dialog");
    button.innerHTML =
      '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2l3 6.5 7 .7-5 4.8 1.5 7L12 17.3 5.5 21 7 14 2 9.2l7-.7z"/></svg><span></span>';
    button.lastChild.textContent = this.getAttribute("label") || "Rewards";
    button.onclick = () => this.open();
    root.append(button);
    this.paint();
  }

  paint() {
    const probe = this.launcher.style;
    const read = (colour) => {
      probe.backgroundColor = colour || "transparent";
      const parts = getComputedStyle(this.launcher).backgroundColor.match(/[\d.]+/g).map(Number);
      return parts.length === 3 && parts;
    };
    const wanted = this.getAttribute("colour") || getComputedStyle(this).getPropertyValue("--loyalty-colour");
    this.rgb = read(wanted) || read(DEFAULT_COLOUR);
    probe.backgroundColor = "";
    const l = luminance(this.rgb);
    this.on = 1.05 / (l + 0.05) > (l + 0.05) / 0.05 ? "#fff" : "#000";
    const side = this.getAttribute("offset-side");
    const bottom = this.getAttribute("offset-bottom");
    this.tones.replaceSync(
      `:host{--c:rgb(${this.rgb});--on:${this.on};` +
        (side ? `--loyalty-side:${parseInt(side)}px;` : "") +
        (bottom ? `--loyalty-bottom:${parseInt(bottom)}px;` : "") + "}",
    );
  }

  handleEvent() {
    const hash = /^#rewards(?:-(earn|redeem|history))?$/.exec(location.hash);
    if (hash) this.open(hash[1]);
  }

  async open(part) {
    if (this.busy) return;
    this.busy = true;
    this.launcher.setAttribute("aria-busy", "true");
    try {
      if (!this.panel) {
        const first = fetch(this.dataUrl, { cache: "no-store" });
        first.catch(() => {});
        const module = await import(`${this.proxy}/panel.js?v=${PANEL}`);
        this.panel = module.mount(this, luminance, first);
      }
      this.panel.show(part);
    } catch {
      location.assign(`${this.proxy}/page`);
    } finally {
      this.busy = false;
      this.launcher.removeAttribute("aria-busy");
    }
  }
}

if (!customElements.get("loyalty-rewards")) customElements.define("loyalty-rewards", LoyaltyRewards);
