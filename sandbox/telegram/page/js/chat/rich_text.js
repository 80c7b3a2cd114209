/** Text inside rich messages: a string, a list, or one of the RichText types. */

import { make } from "../parts/dom.js";
import { command, copyable, link, spoiler, time } from "./entities.js";
import { keyOf } from "./keyboard.js";
import { richText } from "./summary.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", marked: "mark",
  subscript: "sub", superscript: "sup", text_mention: "span", mention: "span",
  hashtag: "span", cashtag: "span", bank_card_number: "span", reference: "span",
};

/** Return the nodes of a RichText; `message` is the one it stands in. */
export function inlineOf(text, message) {
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap((each) => inlineOf(each, message));
  return text ? [wrap(text, message)] : [];
}

function wrap(piece, message) {
  const inside = inlineOf(piece.text, message);
  switch (piece.type) {
    case "code":
      return copyable(make("code", {}, ...inside), richText(piece.text));
    case "spoiler":
      return spoiler(inside);
    case "date_time":
      return time(piece, inside);
    case "url":
      return link(piece.url, inside);
    case "email_address":
      return link(`mailto:${piece.email_address}`, inside);
    case "phone_number":
      return link(`tel:${piece.phone_number}`, inside);
    case "bot_command":
      return command(piece.bot_command, inside);
    case "custom_emoji":
      return make("span", {}, piece.alternative_text);
    case "mathematical_expression":
      return make("code", { className: "formula" }, piece.expression);
    case "button":
      return keyOf(message, piece.button);
    case "anchor":
      return make("span", { data: { anchor: piece.name } });
    case "anchor_link":
    case "reference_link":
      return toAnchor(piece.anchor_name ?? piece.reference_name, inside);
    default:
      return make(TAGS[piece.type] ?? "span", referenced(piece), ...inside);
  }
}

const referenced = ({ type, name }) => (type === "reference" ? { data: { anchor: name } } : {});

function toAnchor(name, inside) {
  const go = ({ currentTarget }) => {
    const message = currentTarget.closest("article");
    const target = [...message.querySelectorAll("[data-anchor]")].find(({ dataset }) => dataset.anchor === name);
    (target ?? message).scrollIntoView({ block: "center" });
  };
  return make("button", { type: "button", className: "command", on: { click: go } }, ...inside);
}
