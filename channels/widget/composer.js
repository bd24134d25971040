import { ICONS, button, icon, make } from "./view.js";
import { fill } from "./words.js";

const CHARACTERS = 1000;

/** Where the client writes: the box, how long its text may be, and what is wrong with it. */
export class Composer {
  #words;
  #limit = CHARACTERS;
  #problem = make("p", { class: "problem", id: "problem", role: "alert" });
  #count = make("p", { class: "count", id: "count" });
  #box;
  #send;

  constructor(words) {
    this.#words = words;
    this.#box = make("textarea", {
      id: "box",
      rows: "1",
      placeholder: words.placeholder,
      "aria-describedby": "problem count",
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.#send = make("button", { class: "send", "aria-label": words.send }, icon(ICONS.send));
  }

  /** Make the elements; `submit`, `askForPerson` and `clear` are what its buttons do. */
  build({ submit, askForPerson, clear }) {
    const words = this.#words;
    this.#box.addEventListener("input", () => this.measure());
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
    const label = make("label", { class: "hidden", for: "box" }, words.box);
    const form = make("form", {}, label, this.#box, this.#send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    const tools = make("div", { class: "tools" }, button(words.person, askForPerson), button(words.clear, clear));
    return make("div", { class: "foot" }, this.#problem, form, this.#count, tools);
  }

  set limit(characters) {
    this.#limit = characters;
  }

  set isBusy(busy) {
    this.#send.setAttribute("aria-disabled", String(busy));
  }

  get text() {
    return this.#box.value.trim();
  }

  empty() {
    this.#box.value = "";
    this.measure();
  }

  focus(options) {
    this.#box.focus(options);
  }

  /** Say how long the text is when it nears the limit. */
  measure() {
    const used = [...this.#box.value].length;
    const size = { used, limit: this.#limit };
    this.#count.textContent = used > 0.9 * this.#limit ? fill(this.#words.characters, size) : "";
    this.complain("");
    return size;
  }

  /** Put a refused text back into the box, before what was typed since. */
  giveBack(text) {
    if (text) this.#box.value = this.#box.value ? `${text}\n${this.#box.value}` : text;
    return this.measure();
  }

  /** Say what is wrong; an empty text takes it back. */
  complain(text) {
    this.#problem.textContent = text;
    this.#box.setAttribute("aria-invalid", String(Boolean(text)));
  }
}
