import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Connection, Memory } from "./connection.js";
import { ICONS, button, icon, luminance, make } from "./view.js";
import { WORDS } from "./words.js";

// Below this luminance white text reads better, above it black text does (WCAG 2 contrast).
const EVEN_CONTRAST = 0.179;

/** <faq-chat>: the practice's assistant. docs/widget.md lists its attributes, events and colours. */
class FaqChat extends HTMLElement {
  static observedAttributes = ["heading", "color", "theme", "inline"];

  #memory = new Memory();
  #words;
  #chat;
  #parts = {};
  #openedFrom = null;

  connectedCallback() {
    if (this.shadowRoot) return;
    this.#words = { ...WORDS, ...this.#translation() };
    this.#build();
    const tell = (name, detail) => this.#tell(name, detail);
    this.#chat = new Chat(this.#parts, new Connection(this.#server, this.#memory), this.#memory, this.#words, tell);
    this.addEventListener("faq-chat:ready", () => this.#paint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
    this.#paint();
    if (this.#isInline || this.hasAttribute("open") || this.#memory.get("open")) this.#reveal();
  }

  attributeChangedCallback() {
    if (this.#chat) this.#paint();
  }

  /** Open the panel and put the focus into it. */
  show() {
    if (!this.#parts.panel.hidden) return;
    this.#openedFrom = document.activeElement === this ? null : document.activeElement;
    this.#reveal();
    // On a phone the keyboard would cover the questions that are offered.
    const onPhone = matchMedia("(pointer: coarse)").matches;
    (onPhone ? this.#parts.panel : this.#parts.composer).focus();
    this.#tell("open");
  }

  /** Close the panel and put the focus back where it came from. */
  hide() {
    const { panel, launcher } = this.#parts;
    if (this.#isInline || panel.hidden) return;
    panel.hidden = true;
    launcher.hidden = false;
    this.#memory.set("open", false);
    const from = this.#openedFrom;
    (from?.isConnected && from !== document.body ? from : launcher).focus();
    this.#tell("close");
  }

  get #isInline() {
    return this.hasAttribute("inline");
  }

  get #server() {
    const server = this.getAttribute("server");
    return server ? new URL("chat/", server.replace(/\/?$/, "/")) : new URL(".", import.meta.url);
  }

  #reveal() {
    this.#parts.panel.hidden = false;
    this.#parts.launcher.hidden = true;
    if (!this.#isInline) this.#memory.set("open", true);
    this.#chat.begin();
  }

  #translation() {
    const table = this.querySelector('script[type="application/json"]');
    return table ? JSON.parse(table.textContent) : {};
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(`faq-chat:${name}`, { detail, bubbles: true, composed: true }));
  }

  #build() {
    const words = this.#words;
    const parts = this.#parts;
    parts.launcher = button(words.launcher, () => this.show(), { class: "launcher", "aria-haspopup": "dialog" });
    parts.launcher.prepend(icon(ICONS.chat));
    parts.title = make("h2", { id: "title" });
    parts.close = button("", () => this.hide(), { class: "close", "aria-label": words.close });
    parts.close.append(icon(ICONS.close));
    parts.log = make("div", { class: "log", role: "log", "aria-label": words.log, tabindex: "0" });
    parts.status = make("p", { class: "hidden", role: "status" });
    parts.composer = new Composer(words);
    parts.panel = make(
      "section",
      { class: "panel", "aria-labelledby": "title", tabindex: "-1", hidden: true },
      make("div", { class: "head" }, make("div", {}, parts.title, make("p", {}, words.subtitle)), parts.close),
      parts.log,
      parts.status,
      parts.composer.build({
        submit: () => this.#chat.submit(),
        askForPerson: () => this.#chat.showContact(),
        clear: () => this.#chat.clear(),
      }),
    );
    parts.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    parts.frame = make("div", { class: "frame", lang: "en" }, parts.launcher, parts.panel);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(parts.frame);
  }

  /** Apply the attributes, and write on the accent in black or white, whichever reads better. */
  #paint() {
    const { frame, panel, title, close, launcher } = this.#parts;
    title.textContent = this.getAttribute("heading") ?? this.#chat.config?.name ?? this.#words.launcher;
    panel.setAttribute("role", this.#isInline ? "region" : "dialog");
    close.hidden = this.#isInline;
    if (this.#isInline) launcher.hidden = true;
    const color = this.getAttribute("color");
    if (color) frame.style.setProperty("--accent", color);
    else frame.style.removeProperty("--accent");
    const accent = getComputedStyle(frame).outlineColor;
    frame.style.setProperty("--on-accent", luminance(accent) > EVEN_CONTRAST ? "#000" : "#fff");
  }
}

customElements.get("faq-chat") ?? customElements.define("faq-chat", FaqChat);
