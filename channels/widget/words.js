/** Every word of the widget's own. A page translates them with a JSON block inside <faq-chat>. */
export const WORDS = {
  launcher: "Ask a question",
  subtitle: "Automated assistant",
  close: "Close chat",
  log: "Conversation",
  about:
    "You are talking to an automated assistant. It gives general information, not medical advice.",
  kept: "What you write is kept for {days} days and then deleted. “Clear conversation” deletes it at once.",
  kept_a_day:
    "What you write is deleted after a day. Only what it was about is kept, for {days} days. “Clear conversation” deletes all of it at once.",
  starters: "Common questions",
  suggestions: "Suggested questions",
  you: "You:",
  assistant: "Assistant:",
  box: "Your question",
  placeholder: "Type your question",
  send: "Send",
  typing: "The assistant is typing",
  person: "Talk to a person",
  clear: "Clear conversation",
  cleared: "The conversation was deleted.",
  not_cleared: "There is no connection, so the conversation could not be deleted. Try again later.",
  helpful: "Was this helpful?",
  yes: "Yes",
  no: "No",
  helped: "Thank you for telling us.",
  not_helped: "Thank you for telling us. You can ask in other words, or talk to a person.",
  escalation: "Please talk to your therapist first",
  emergency: "Get help now",
  call: "Call {number}",
  characters: "{used} of {limit} characters",
  too_long: "This message is too long: {used} of {limit} characters. Shorten it and send it again.",
  too_many: "You have sent many messages in a short time. This one is sent by itself in {seconds} seconds.",
  offline: "No connection. Your message is kept here and sent again by itself.",
  try_now: "Try now",
  new_session: "Your earlier conversation has ended. This is a new one.",
  refused: "This message could not be sent. Change it and try again.",
  unavailable: "The assistant cannot be reached just now. You can type your question; it is sent later by itself.",
};

/** Return the sentence `text` with its {placeholders} filled from `values`. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
