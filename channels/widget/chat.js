import { newId } from "./connection.js";
import { Patience } from "./patience.js";
import { Transcript } from "./transcript.js";
import { button, make } from "./view.js";
import { fill } from "./words.js";

const TRIES_BEFORE_CONTACT = 4;

/** One conversation: what is said, what waits to be sent, and what went wrong. */
export class Chat {
  config = null;
  #composer;
  #transcript;
  #connection;
  #memory;
  #patience;
  #words;
  #tell;
  #busy = false;
  #begun = false;

  /** `parts` are of the panel; `tell` dispatches an event to the page. */
  constructor(parts, connection, memory, words, tell) {
    this.#composer = parts.composer;
    this.#transcript = new Transcript(parts, words);
    this.#connection = connection;
    this.#memory = memory;
    this.#words = words;
    this.#tell = tell;
    this.#patience = new Patience(() => {
      connection.end();
      this.#transcript.show(this.#transcript.note(words.new_session));
    });
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
      this.config = await this.#patience.untilAnswered(
        () => this.#connection.config(),
        () => this.#transcript.show(unavailable),
      );
      this.#composer.limit = this.config.limits.characters;
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
    const { text } = this.#composer;
    if (!text || this.#busy) return;
    this.#composer.empty();
    await this.#ask({ id: newId(), text }, text);
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
        this.#composer.complain(this.#words.not_cleared);
        return;
      }
      this.#connection.end();
    }
    this.#transcript.clear();
    this.#greet();
    this.#transcript.say(this.#words.cleared);
    this.#composer.focus();
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
      const earlier = await this.#patience.untilAnswered(() => this.#connection.soFar(), () => {});
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
      await this.#patience.untilAnswered(() => this.#connection.send(message), () => {});
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
    try {
      const answer = await this.#patience.untilAnswered(
        () => this.#transcript.typingWhile(() => this.#connection.send(message)),
        (error, tries) => this.#showTrouble(question, error, tries),
      );
      this.#transcript.release(question);
      this.#showAnswer(answer, question);
    } catch (error) {
      question.remove();
      this.#giveBack(error, message);
    } finally {
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

  #showTrouble(question, error, tries) {
    const words = this.#words;
    const tooMany = error.status === 429;
    const text = tooMany ? fill(words.too_many, { seconds: error.retryAfter }) : words.offline;
    const buttons = tooMany ? [] : [button(words.try_now, () => this.#tryNow())];
    if (this.#transcript.hold(question, text, ...buttons)) {
      this.#tell("error", { code: error.code || "offline" });
    } else if (tries === TRIES_BEFORE_CONTACT && this.config) {
      this.#transcript.show(this.#transcript.reply(this.config.failure));
    }
  }

  #tryNow() {
    this.#refocus();
    this.#patience.tryNow();
  }

  /** Put a refused text back into the box, and say why it was refused. */
  #giveBack(error, message) {
    const size = this.#composer.giveBack(message.text);
    const tooLong = error.code === "too_long" || error.status === 413;
    this.#composer.complain(tooLong ? fill(this.#words.too_long, size) : this.#words.refused);
    if (error.more?.replies) this.#transcript.show(...error.more.replies.map((reply) => this.#transcript.reply(reply)));
    this.#tell("error", { code: error.code });
    this.#composer.focus();
  }

  #offer(suggestions, label) {
    this.#transcript.offer(suggestions, label, (entry, question) => this.#choose(entry, question));
  }

  #rate(entry, helpful) {
    this.#refocus();
    this.#tell("feedback", { helpful });
    this.#connection.feedback(entry, helpful).catch(() => {});
  }

  #choose(choice, label) {
    if (this.#busy) return;
    this.#refocus();
    this.#ask({ id: newId(), choice }, label);
  }

  /** Keep the focus in the panel when what held it goes; on a phone the box would open the keyboard. */
  #refocus() {
    const onPhone = matchMedia("(pointer: coarse)").matches;
    (onPhone ? this.#transcript : this.#composer).focus({ preventScroll: true });
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.#composer.isBusy = busy;
  }
}
