const SAFE_LINK = /^(https?|tel|sms):/;
const SVG = "http://www.w3.org/2000/svg";

/** Outlines drawn on 24 by 24. */
export const ICONS = {
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-4-7z",
  advice: "M12 9v5M12 17v.1M12 3l9.5 17h-19z",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z",
};

/** Make an element; text is always text, never markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Make a button that does `action`. */
export function button(text, action, attributes = {}) {
  const element = make("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", action);
  return element;
}

/** Make a decorative icon from an outline. */
export function icon(outline) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  svg.append(path);
  return svg;
}

/** Make the body of a reply from its blocks, which the server builds from approved texts. */
export function blocks(reply) {
  return reply.blocks.map((block) =>
    block.type === "list"
      ? make("ul", {}, ...block.items.map((item) => make("li", {}, ...spans(item))))
      : make("p", {}, ...spans(block.content)),
  );
}

/** Return the first part of a reply that is a number to call. */
export function number(reply) {
  const content = reply.blocks.flatMap((block) => block.content ?? []);
  return content.find((span) => span.href?.startsWith("tel:"));
}

/** Return the relative luminance of a colour as the browser computes it: "rgb(1, 2, 3)". */
export function luminance(color) {
  const channels = color.match(/[\d.]+/g).slice(0, 3);
  const [red, green, blue] = channels.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function spans(content) {
  return content.map(({ text, href }) =>
    SAFE_LINK.test(href ?? "") ? make("a", { href, ...elsewhere(href) }, text) : text,
  );
}

function elsewhere(href) {
  return href.startsWith("http") ? { target: "_blank", rel: "noopener noreferrer" } : {};
}
