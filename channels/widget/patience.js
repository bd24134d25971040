import { Refused } from "./connection.js";

const SECONDS_BETWEEN_TRIES = [1, 2, 4, 8, 15, 30];

/** Tries again, however long the connection is lost. */
export class Patience {
  #waiting = new Set();
  #sessionEnded;

  /** `sessionEnded` is called when the server no longer knows the session; the next try begins a new one. */
  constructor(sessionEnded) {
    this.#sessionEnded = sessionEnded;
    addEventListener("online", () => this.tryNow());
  }

  /** Return what `task` does at last; `trouble` is told of each failure. A refusal is the caller's. */
  async untilAnswered(task, trouble) {
    for (let tries = 0; ; tries++) {
      try {
        return await task();
      } catch (error) {
        if (error.code === "session_ended") {
          this.#sessionEnded();
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

  /** End every pause. */
  tryNow() {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      setTimeout(resolve, seconds * 1000);
    });
  }
}
