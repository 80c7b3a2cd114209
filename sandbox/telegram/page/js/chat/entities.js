/** Formatted text: Bot API entities to elements. */

import { say } from "../deeds.js";
import { copy } from "../parts/clipboard.js";
import { make, pressable } from "../parts/dom.js";
import { ago, formatted, fullDate } from "../parts/time.js";
import { t } from "../texts.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const RELATIVE_REFRESH_MILLISECONDS = 20_000;

export function render(text, entities = []) {
  return make("div", { className: "text" }, ...pieces(text, 0, text.length, entities));
}

/** Render text[start, end): the outermost entities here, what they enclose by recursion. */
function pieces(text, start, end, entities) {
  const nodes = [];
  let at = start;
  let rest = entities.filter((entity) => entity.offset < end && stop(entity) > start);
  while (rest.length > 0) {
    const [outer, ...others] = rest;
    const from = Math.max(outer.offset, at);
    const to = Math.min(stop(outer), end);
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(wrap(outer, text.slice(from, to), pieces(text, from, to, others)));
    at = to;
    rest = others.filter((entity) => stop(entity) > at); // what crosses the border goes on after it
  }
  if (at < end) nodes.push(text.slice(at, end));
  return withoutDoubleBreaks(nodes);
}

/** A block breaks the line by itself, so the line feed on either side of it goes. */
function withoutDoubleBreaks(nodes) {
  const isBlock = (node) => node instanceof HTMLPreElement || node instanceof HTMLQuoteElement;
  return nodes.map((node, at) => {
    if (typeof node !== "string") return node;
    const trimmed = isBlock(nodes[at + 1]) ? node.replace(/\n$/, "") : node;
    return isBlock(nodes[at - 1]) ? trimmed.replace(/^\n/, "") : trimmed;
  });
}

const stop = (entity) => entity.offset + entity.length;

function wrap(entity, text, inside) {
  const tag = TAGS[entity.type];
  switch (entity.type) {
    case "code":
      return copyable(make(tag, {}, ...inside), text);
    case "pre":
      return copyable(make("pre", { data: entity.language ? { language: entity.language } : {} }, ...inside), text);
    case "spoiler":
      return spoiler(inside);
    case "blockquote":
      return make("blockquote", {}, ...inside);
    case "expandable_blockquote":
      return folding(inside);
    case "text_link":
      return link(entity.url, inside);
    case "url":
      return link(/^https?:/i.test(text) ? text : `https://${text}`, inside);
    case "email":
      return link(`mailto:${text}`, inside);
    case "bot_command":
      return command(text, inside);
    case "date_time":
      return time(entity, inside);
    default:
      return make(tag ?? "span", { className: tag ? "" : entity.type }, ...inside);
  }
}

export function link(url, inside) {
  const safe = /^(https?|mailto|tg|tel):/i.test(url) ? url : "#";
  return make("a", { href: safe, title: url, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

export function command(text, inside) {
  return make("button", { type: "button", className: "command", on: { click: () => say(text) } }, ...inside);
}

/** Code is copied by pressing it. */
export function copyable(element, text) {
  element.title = t("pressToCopy");
  return pressable(element, () => getSelection().isCollapsed && copy(text));
}

export function spoiler(inside) {
  const hidden = make("span", { className: "spoiler", aria: { label: t("hiddenText") } }, ...inside);
  return pressable(hidden, () => {
    hidden.classList.add("shown");
    hidden.removeAttribute("aria-label");
    hidden.removeAttribute("role");
  });
}

export function folding(inside) {
  const quote = make("blockquote", { className: "folded", aria: { expanded: "false" } }, ...inside);
  return pressable(quote, () => {
    quote.setAttribute("aria-expanded", String(!quote.classList.toggle("folded")));
  });
}

export function time({ unix_time: seconds, date_time_format: format = "" }, inside) {
  const shown = format ? [formatted(seconds, format)] : inside;
  const element = make("time", { dateTime: new Date(seconds * 1000).toISOString(), title: fullDate(seconds) }, ...shown);
  if (format.toLowerCase() === "r") element.dataset.relative = seconds;
  return element;
}

setInterval(() => {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    element.textContent = ago(Number(element.dataset.relative));
  }
}, RELATIVE_REFRESH_MILLISECONDS);
