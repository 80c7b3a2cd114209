/** One message: its bubble, what hangs below it. */

import { say } from "./composer.js";
import { icon, make } from "./dom.js";
import { render } from "./entities.js";
import { accountCard } from "./exchange.js";
import { inlineKeyboard } from "./keyboard.js";
import { fullDate, hourOf } from "./time.js";
import { view } from "./viewer.js";

export function bubble(message) {
  const incoming = message.from === "bot";
  const written = message.text || message.caption;
  const body = make("div", { className: "bubble" });
  if (message.reply_to) body.append(quoted(message.reply_to));
  if (message.media) body.append(message.photo ? photo(message, !written) : attachment(message.media));
  if (written) body.append(render(written, message.entities, say));
  (body.querySelector(":scope > .text") ?? body).append(stamp(message)); // beside the last line

  const element = make("article", {
    className: `message ${incoming ? "in" : "out"}`,
    data: { messageId: message.message_id, from: message.from },
    aria: { label: `${message.name}, ${hourOf(message.date)}` },
  }, body);
  element.classList.toggle("with-photo", message.photo);
  if (message.keyboard.length > 0) {
    element.classList.add("has-keyboard");
    element.append(inlineKeyboard(message));
  }
  const card = accountCard(message);
  if (card) element.append(card);
  return element;
}

function stamp({ date, edited }) {
  const time = make("time", { dateTime: new Date(date * 1000).toISOString(), title: fullDate(date) }, hourOf(date));
  return make("span", { className: "stamp" }, edited ? "edited " : null, time);
}

function quoted({ name, text }) {
  return make("div", { className: "quoted" }, make("b", {}, name), text || "Photo");
}

function photo({ media, caption }, alone) {
  const image = make("img", { src: media.url, width: media.width, height: media.height, alt: caption || "Photo from the bot" });
  const button = make("button", { type: "button", className: "photo", aria: { label: "Open the photo" } }, image);
  button.classList.toggle("alone", alone);
  button.classList.toggle("veiled", media.spoiler);
  button.addEventListener("click", () => {
    if (!button.classList.contains("veiled")) view(media.url, caption);
    button.classList.remove("veiled");
  });
  return button;
}

function attachment({ url, name, bytes }) {
  const size = bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
  const about = make("span", {}, name, make("small", {}, size));
  return make("a", { className: "document", href: url, download: name }, icon("file"), about);
}
