/** Pictures, albums, players and files in a message. */

import { icon, make } from "../parts/dom.js";
import { t } from "../texts.js";
import { view } from "./viewer.js";

const PICTURES = ["photo", "sticker"];
const SIZES = [[1024 * 1024, "MB"], [1024, "KB"]];

/** The media of one message, or of all messages of an album. */
export function mediaOf(messages) {
  const shown = messages.flatMap((message) => (message.media ?? []).map((media) => ({ ...media, message })));
  if (shown.length === 0) return null;
  const pictures = shown.filter(({ type }) => PICTURES.includes(type));
  const parts = shown.map((media) => part(media, pictures));
  if (shown.length === 1) return parts[0];
  const seen = shown.every(({ type }) => type !== "document" && type !== "audio");
  const className = seen ? `album of-${Math.min(shown.length, 10)}` : "files";
  return make("div", { className, role: "group", aria: { label: t("album", { count: shown.length }) } }, ...parts);
}

function part(media, pictures) {
  const { type, message } = media;
  if (PICTURES.includes(type)) return photo(media, pictures);
  if (type === "video" || type === "animation") {
    return make("video", { className: "player", src: media.url, controls: true, loop: type === "animation", preload: "metadata", aria: { label: t(type) } });
  }
  if (type === "audio" || type === "voice") {
    return make("audio", { className: "player", src: media.url, controls: true, preload: "metadata", aria: { label: media.file_name ?? t(type) } });
  }
  return attachment(media, message.protected);
}

function photo(media, pictures) {
  const { url, width, height, spoiler, message } = media;
  const alone = pictures.length === 1 && !message.caption && !message.text;
  const image = make("img", { src: url, alt: message.caption || t("photo"), draggable: !message.protected });
  if (width) Object.assign(image, { width, height });
  const button = make("button", { type: "button", className: "photo", data: { mediaOf: message.message_id } }, image);
  button.classList.toggle("alone", alone);
  veil(button, spoiler);
  button.addEventListener("click", () => {
    if (button.classList.contains("veiled")) veil(button, false);
    else view(pictures, pictures.indexOf(media));
  });
  return button;
}

function veil(button, hidden) {
  button.classList.toggle("veiled", Boolean(hidden));
  button.setAttribute("aria-label", t(hidden ? "hiddenPhoto" : "openPhoto"));
}

function attachment({ url, file_name: name = t("file"), file_size: size, bytes = size }, isProtected) {
  const about = make("span", {}, name, bytes ? make("small", {}, sizeOf(bytes)) : null);
  if (isProtected) return make("p", { className: "document" }, icon("file"), about);
  return make("a", { className: "document", href: url, download: name }, icon("file"), about);
}

export function sizeOf(bytes) {
  for (const [size, unit] of SIZES) if (bytes >= size) return `${(bytes / size).toFixed(1)} ${unit}`;
  return `${bytes} B`;
}
