const STORE = "faq-chat";
const SECONDS_TO_WAIT = 20;

/** A refusal by the server: `code` says why, `more` is the rest of its answer. */
export class Refused extends Error {
  constructor(status, body, retryAfter) {
    super(body?.error?.message ?? "");
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.retryAfter = Number(retryAfter) || 0;
    this.more = body ?? {};
  }
}

/** What this tab remembers over a reload; in memory only where the browser forbids storage. */
export class Memory {
  #values = {};

  constructor() {
    try {
      this.#values = JSON.parse(sessionStorage.getItem(STORE)) ?? {};
    } catch {
      // Nothing was kept.
    }
  }

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    this.#values[name] = value;
    try {
      sessionStorage.setItem(STORE, JSON.stringify(this.#values));
    } catch {
      // It lasts as long as the page.
    }
  }
}

/** Talks to the server: one session, whose token every answer renews. */
export class Connection {
  #server;
  #memory;

  constructor(server, memory) {
    this.#server = server;
    this.#memory = memory;
  }

  get hasSession() {
    return Boolean(this.#memory.get("token"));
  }

  config() {
    return this.#request("GET", "config");
  }

  /** Send a message; the same `message.id` may be sent again and is answered once. */
  async send(message) {
    if (!this.hasSession) this.#keep(await this.#request("POST", "sessions"));
    const { id: message_id, text, choice } = message;
    return this.#keep(await this.#request("POST", "messages", { message_id, text, choice }));
  }

  async soFar() {
    return this.#keep(await this.#request("GET", "messages"));
  }

  feedback(entry, helpful) {
    return this.#request("POST", "feedback", { entry, helpful });
  }

  async forget() {
    if (this.hasSession) await this.#request("DELETE", "messages");
    this.end();
  }

  end() {
    this.#memory.set("token", undefined);
  }

  #keep(answer) {
    this.#memory.set("token", answer.token);
    return answer;
  }

  async #request(method, path, body) {
    const token = this.#memory.get("token");
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(new URL(path, this.#server), {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.timeout(SECONDS_TO_WAIT * 1000),
    });
    const answer = response.status === 204 ? {} : await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    throw new Refused(response.status, answer, response.headers.get("Retry-After"));
  }
}

/** An id for a message, which nobody can guess; `crypto.randomUUID` is not there on a page without HTTPS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
