/** One message, or an album as one: its bubble and what hangs below it. */

import { icon, make } from "../parts/dom.js";
import { emit } from "../parts/signals.js";
import { fullDate, hourOf } from "../parts/time.js";
import { accountCard } from "../market/account_card.js";
import { isGroup, isOwn } from "../state.js";
import { t } from "../texts.js";
import { messageMenu } from "./actions.js";
import { render } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { mediaOf } from "./media.js";
import { reactionChips } from "./reactions.js";
import { blocksOf } from "./rich_blocks.js";
import { summary } from "./summary.js";

/** Draw messages that stand in one bubble: one, or those of an album. */
export function bubble(messages) {
  const [first] = messages;
  if (first.service) return service(first);
  const side = isOwn(first) ? "out" : "in";
  const captioned = messages.find(({ caption }) => caption) ?? first;
  const body = make("div", { className: "bubble" }, head(first), mediaOf(messages), content(captioned));
  (body.querySelector(":scope > .text") ?? body).append(stamp(messages.at(-1))); // beside the last line

  const element = make("article", {
    className: `message ${side} ${first.media?.length ? "with-media" : ""}`,
    tabIndex: -1,
    data: { messageId: first.message_id, from: first.from },
    aria: { label: `${nameOf(first)}, ${hourOf(first.date)}` },
  }, body, ...below(captioned, first), moreButton(first));
  if (first.protected) guard(element);
  element.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img, input")) return; // the browser's own menu is of use there
    event.preventDefault();
    messageMenu(first, { x: event.clientX, y: event.clientY });
  });
  return element;
}

const nameOf = (message) => (isOwn(message) ? t("you") : message.sender_name);

function service(message) {
  const data = { messageId: message.message_id, from: message.from };
  return make("p", { className: "service", data }, message.service);
}

/** What stands above the text: who wrote it, where it is from, what it answers. */
function head(message) {
  const { forward, via_bot: via, reply_to: answered } = message;
  return [
    isGroup() && !isOwn(message) ? make("b", { className: `sender hue-text-${Math.abs(message.sender_id) % 5}` }, nameOf(message)) : null,
    forward ? make("p", { className: "origin" }, t("forwardedFrom", forward)) : null,
    via ? make("p", { className: "origin" }, t("viaBot", { name: via })) : null,
    answered ? quoted(answered) : null,
  ];
}

function quoted({ message_id, name, text }) {
  const jump = () => emit("jump", message_id);
  return make("button", { type: "button", className: "quoted", on: { click: jump } },
    make("b", {}, name), make("span", {}, text || t("photo")));
}

function content(message) {
  if (message.rich) return blocksOf(message.rich, message);
  const written = message.text || message.caption;
  return written ? render(written, message.entities) : null;
}

function stamp({ date, edited }) {
  const time = make("time", { dateTime: new Date(date * 1000).toISOString(), title: fullDate(date) }, hourOf(date));
  return make("span", { className: "stamp" }, edited ? `${t("edited")} ` : null, time);
}

function below(captioned, first) {
  const keyed = captioned.keyboard?.length ? captioned : first;
  return [keyed.keyboard?.length ? inlineKeyboard(keyed) : null, reactionChips(first), accountCard(keyed)];
}

function moreButton(message) {
  const label = t("messageActions");
  const aria = { label: `${label}: ${summary(message).slice(0, 40)}`, haspopup: "menu", expanded: "false" };
  const click = ({ currentTarget }) => messageMenu(message, currentTarget);
  return make("button", { type: "button", className: "more", title: label, tabIndex: -1, aria, on: { click } }, icon("more"));
}

/** Protected content can be read, not taken along. */
function guard(element) {
  element.classList.add("protected");
  for (const event of ["copy", "dragstart"]) element.addEventListener(event, (taken) => taken.preventDefault());
}
