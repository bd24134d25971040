import { ICONS, blocks, button, icon, make, number } from "./view.js";
import { fill } from "./words.js";

const MILLISECONDS_BEFORE_TYPING = 300;

/** The log: makes what is said into elements, shows it, and keeps it in view. */
export class Transcript {
  #log;
  #panel;
  #status;
  #words;

  constructor({ log, panel, status }, words) {
    this.#log = log;
    this.#panel = panel;
    this.#status = status;
    this.#words = words;
  }

  get isEmpty() {
    return !this.#log.querySelector(".message");
  }

  /** Remove everything. */
  clear() {
    this.#log.replaceChildren();
  }

  /** Remove what only belonged to the reply before: its suggestions, and whether it helped. */
  removePassing() {
    for (const passing of this.#log.querySelectorAll(".passing")) passing.remove();
  }

  /** Show elements before all others. */
  begin(...elements) {
    this.#log.prepend(...elements);
  }

  /** Show the first lines. */
  toTop() {
    this.#log.scrollTop = 0;
  }

  focus() {
    this.#log.focus({ preventScroll: true });
  }

  /** Make what the client wrote. */
  question(text) {
    return make("div", { class: "message client" }, hidden(this.#words.you), make("p", { dir: "auto" }, text));
  }

  /** Make a line of the widget's own. */
  note(text) {
    return make("p", { class: "note" }, text);
  }

  /** Make a reply; advice to see the therapist and emergencies look different. */
  reply(reply) {
    const words = this.#words;
    const message = make("div", { class: `message assistant ${reply.kind}`, dir: "auto" }, hidden(words.assistant));
    if (reply.kind === "escalation" || reply.kind === "emergency") {
      message.append(make("p", { class: "title" }, icon(ICONS.advice), words[reply.kind]));
    }
    message.append(...blocks(reply));
    const call = reply.kind === "emergency" && number(reply);
    if (call) {
      const text = fill(words.call, { number: call.text });
      message.append(make("a", { class: "call", href: call.href }, icon(ICONS.phone), text));
    }
    return message;
  }

  /** Show elements after all others. */
  show(...elements) {
    this.#log.append(...elements);
    this.follow(elements[0]);
  }

  /** Scroll to the end, but never past the top of `element`. */
  follow(element) {
    const log = this.#log;
    const panel = this.#panel;
    const scroller = log.scrollHeight > log.clientHeight ? log : panel;
    const view = scroller.getBoundingClientRect();
    const toEnd = log.lastElementChild.getBoundingClientRect().bottom - view.bottom + 16;
    const toTop = element.getBoundingClientRect().top - view.top - 12;
    scroller.scrollTop += Math.min(toEnd, toTop);
  }

  /** Offer the questions in `suggestions`; `choose` is told which was picked. */
  offer(suggestions, label, choose) {
    if (!suggestions.length) return;
    const choices = suggestions.map((suggestion) =>
      make("li", {}, button(suggestion.label, () => choose(suggestion.entry, suggestion.label))),
    );
    const title = make("p", { "aria-hidden": "true" }, label);
    this.show(make("div", { class: "offer passing" }, title, make("ul", { "aria-label": label }, ...choices)));
  }

  /** Ask whether the answer helped; `say` is told. */
  askWhetherItHelped(say) {
    const words = this.#words;
    const row = make("div", { class: "feedback passing", role: "group", "aria-label": words.helpful });
    const thank = (helpful) => {
      row.replaceChildren(make("p", {}, helpful ? words.helped : words.not_helped));
      say(helpful);
    };
    row.append(
      make("p", {}, words.helpful),
      button(words.yes, () => thank(true)),
      button(words.no, () => thank(false)),
    );
    this.show(row);
  }

  /** Show that a reply is on its way, unless `task` is done at once; return what it does. */
  async typingWhile(task) {
    const dots = [make("i"), make("i"), make("i")];
    const typing = make("div", { class: "message assistant typing", "aria-hidden": "true" }, ...dots);
    const timer = setTimeout(() => {
      this.show(typing);
      this.say(this.#words.typing);
    }, MILLISECONDS_BEFORE_TYPING);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      typing.remove();
      this.say("");
    }
  }

  /** Write below a question why it waits; return whether that is news. */
  hold(question, text, ...buttons) {
    const shown = question.querySelector(".state");
    if (shown?.firstChild.textContent === text) return false;
    shown?.remove();
    question.append(make("p", { class: "state" }, text, ...buttons));
    this.follow(question);
    return true;
  }

  /** Take back that a question waits. */
  release(question) {
    question.querySelector(".state")?.remove();
  }

  /** Tell those who listen what those who look can see by themselves. */
  say(text) {
    this.#status.textContent = text;
  }
}

function hidden(text) {
  return make("span", { class: "hidden" }, text);
}
