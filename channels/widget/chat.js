import { Refused } from "./connection.js";
import { Transcript } from "./transcript.js";
import { button, make } from "./view.js";
import { fill } from "./words.js";

const SECONDS_BETWEEN_TRIES = [1, 2, 4, 8, 15, 30];
const TRIES_BEFORE_CONTACT = 4;
const MILLISECONDS_BEFORE_TYPING = 300;
const CHARACTERS = 1000;

/** One conversation: what is said, what waits to be sent, and what went wrong. */
export class Chat {
  config = null;
  #parts;
  #transcript;
  #connection;
  #memory;
  #words;
  #tell;
  #busy = false;
  #begun = false;
  #waiting = new Set();

  /** `parts` are elements of the panel; `tell` dispatches an event to the page. */
  constructor(parts, connection, memory, words, tell) {
    this.#parts = parts;
    this.#transcript = new Transcript(parts.log, parts.panel, words);
    this.#connection = connection;
    this.#memory = memory;
    this.#words = words;
    this.#tell = tell;
    addEventListener("online", () => this.#wake());
  }

  /** Greet, or show again what was said before the page was loaded. */
  async begin() {
    if (this.#begun) return;
    this.#begun = true;
    const pending = this.#memory.get("pending");
    if (pending) this.#transcript.show(this.#transcript.question(pending.label));
    const unavailable = this.#transcript.note(this.#words.unavailable);
    this.#setBusy(Boolean(pending));
    try {
      this.config = await this.#untilAnswered(
        () => this.#connection.config(),
        () => this.#transcript.show(unavailable),
      );
      this.#tell("ready");
      if (pending) await this.#deliver(pending.message);
      else if (this.#connection.hasSession) await this.#restore();
      unavailable.remove();
      this.#greet();
    } catch {
      // What answers there is not our server. The next opening of the panel tries again.
      this.#transcript.show(unavailable);
      this.#begun = false;
    } finally {
      this.#setBusy(false);
    }
  }

  /** Send what is in the box. */
  async submit() {
    const text = this.#parts.box.value.trim();
    if (!text || this.#busy) return;
    this.#parts.box.value = "";
    this.measure();
    await this.#ask({ id: newId(), text }, text);
  }

  /** Say how long the text in the box is when it nears the limit. */
  measure() {
    const { box, count } = this.#parts;
    const limit = this.config?.limits.characters ?? CHARACTERS;
    const used = [...box.value].length;
    count.textContent = used > 0.9 * limit ? fill(this.#words.characters, { used, limit }) : "";
    this.#problem("");
    return { used, limit };
  }

  /** Show how to reach a person; this needs no connection once the chat has begun. */
  showContact() {
    if (this.config) this.#transcript.show(this.#transcript.reply(this.config.contact));
  }

  /** Delete the conversation here and on the server, and begin anew. */
  async clear() {
    if (this.#busy) return;
    try {
      await this.#connection.forget();
    } catch (error) {
      if (error.code !== "session_ended") {
        this.#problem(this.#words.not_cleared);
        return;
      }
      this.#connection.end();
    }
    this.#transcript.clear();
    this.#greet();
    this.#parts.status.textContent = this.#words.cleared;
    this.#parts.box.focus();
  }

  #greet() {
    const words = this.config.keeps_text ? this.#words.kept : this.#words.kept_a_day;
    const kept = fill(words, { days: this.config.retention_days });
    const isNew = this.#transcript.isEmpty;
    this.#transcript.begin(
      make("div", { class: "about" }, make("p", {}, this.#words.about), make("p", {}, kept)),
      this.#transcript.reply(this.config.greeting),
    );
    if (!isNew) return;
    this.#offer(this.config.starters, this.#words.starters);
    this.#transcript.toTop();
  }

  async #restore() {
    try {
      const earlier = await this.#untilAnswered(() => this.#connection.soFar(), () => {});
      if (!earlier.messages.length) return;
      const messages = earlier.messages.map((message) =>
        message.from === "client" ? this.#transcript.question(message.text) : this.#transcript.reply(message),
      );
      this.#transcript.clear();
      this.#transcript.show(...messages);
      this.#offer(earlier.suggestions, this.#words.suggestions);
      this.#transcript.follow(messages.at(-1));
    } catch (error) {
      // The session has ended; the next message begins a new one.
      if (error.code !== "no_session") throw error;
    }
  }

  /** Deliver what was waiting when the page was left; then all of the conversation can be shown. */
  async #deliver(message) {
    try {
      await this.#untilAnswered(() => this.#connection.send(message), () => {});
    } catch (error) {
      this.#giveBack(error, message);
    }
    this.#memory.set("pending", undefined);
    await this.#restore();
  }

  async #ask(message, label) {
    this.#setBusy(true);
    this.#transcript.removePassing();
    const question = this.#transcript.question(label);
    this.#transcript.show(question);
    this.#memory.set("pending", { message, label });
    this.#tell("message", { kind: message.choice ? "choice" : "text" });
    const typing = setTimeout(() => this.#showTyping(), MILLISECONDS_BEFORE_TYPING);
    try {
      const answer = await this.#untilAnswered(
        () => this.#connection.send(message),
        (error, tries) => this.#showTrouble(question, error, tries),
      );
      question.querySelector(".state")?.remove();
      this.#showAnswer(answer, question);
    } catch (error) {
      question.remove();
      this.#giveBack(error, message);
    } finally {
      clearTimeout(typing);
      this.#transcript.hideTyping();
      this.#parts.status.textContent = "";
      this.#memory.set("pending", undefined);
      this.#setBusy(false);
    }
  }

  #showAnswer(answer, question) {
    this.#transcript.show(...answer.replies.map((reply) => this.#transcript.reply(reply)));
    const answered = answer.replies.flatMap((reply) => reply.answered);
    if (answered.length) this.#transcript.askWhetherItHelped((helpful) => this.#rate(answered.at(-1), helpful));
    this.#offer(answer.suggestions, this.#words.suggestions);
    this.#transcript.follow(question);
    this.#tell("reply", { replies: answer.replies.length });
  }

  /** Try until the server answers, however long the connection is lost; refusals are the caller's. */
  async #untilAnswered(task, trouble) {
    for (let tries = 0; ; tries++) {
      try {
        return await task();
      } catch (error) {
        if (error.code === "session_ended") {
          this.#connection.end();
          this.#transcript.show(this.#transcript.note(this.#words.new_session));
        } else if (error instanceof Refused && error.status < 500 && error.status !== 429) {
          throw error;
        } else {
          trouble(error, tries);
          const pause = SECONDS_BETWEEN_TRIES[Math.min(tries, SECONDS_BETWEEN_TRIES.length - 1)];
          await this.#pause(error.retryAfter || pause);
        }
      }
    }
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      setTimeout(resolve, seconds * 1000);
    });
  }

  #wake() {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #showTrouble(question, error, tries) {
    this.#transcript.hideTyping();
    const words = this.#words;
    const tooMany = error.status === 429;
    const text = tooMany ? fill(words.too_many, { seconds: error.retryAfter }) : words.offline;
    const state = make("p", { class: "state" }, text);
    if (!tooMany) state.append(button(words.try_now, () => this.#tryNow()));
    const shown = question.querySelector(".state");
    if (shown?.firstChild.textContent === text) return void (tries === TRIES_BEFORE_CONTACT && this.#showFailure());
    shown?.remove();
    question.append(state);
    this.#transcript.follow(question);
    this.#tell("error", { code: error.code || "offline" });
  }

  #tryNow() {
    this.#refocus();
    this.#wake();
  }

  #showFailure() {
    if (this.config) this.#transcript.show(this.#transcript.reply(this.config.failure));
  }

  /** Put a refused text back into the box, and say why it was refused. */
  #giveBack(error, message) {
    const { box } = this.#parts;
    if (message.text) box.value = box.value ? `${message.text}\n${box.value}` : message.text;
    const size = this.measure();
    const tooLong = error.code === "too_long" || error.status === 413;
    this.#problem(tooLong ? fill(this.#words.too_long, size) : this.#words.refused);
    if (error.more?.replies) this.#transcript.show(...error.more.replies.map((reply) => this.#transcript.reply(reply)));
    this.#tell("error", { code: error.code });
    box.focus();
  }

  #offer(suggestions, label) {
    this.#transcript.offer(suggestions, label, (entry, question) => this.#choose(entry, question));
  }

  #rate(entry, helpful) {
    this.#refocus();
    this.#tell("feedback", { helpful });
    this.#connection.feedback(entry, helpful).catch(() => {});
  }

  #showTyping() {
    this.#transcript.showTyping();
    this.#parts.status.textContent = this.#words.typing;
  }

  #choose(choice, label) {
    if (this.#busy) return;
    this.#refocus();
    this.#ask({ id: newId(), choice }, label);
  }

  /** Keep the focus in the panel when what held it goes; on a phone the box would open the keyboard. */
  #refocus() {
    const onPhone = matchMedia("(pointer: coarse)").matches;
    (onPhone ? this.#transcript : this.#parts.box).focus({ preventScroll: true });
  }

  #problem(text) {
    this.#parts.problem.textContent = text;
    this.#parts.box.setAttribute("aria-invalid", String(Boolean(text)));
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.#parts.send.setAttribute("aria-disabled", String(busy));
  }
}

/** An id that nobody can guess; `crypto.randomUUID` is not there on a page without HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
