/** A message in one line: for the list, the pins, the quotes. */

import { t } from "../texts.js";

const NAMES = { photo: "photo", video: "video", animation: "animation", audio: "audio", voice: "voice", sticker: "sticker" };

export function summary(message) {
  const written = message.service || message.text || message.caption || richText(message.rich?.blocks ?? message.rich);
  return (written || mediaName(message)).replaceAll(/\s+/g, " ").trim();
}

function mediaName({ media = [] }) {
  const [first] = media;
  if (!first) return t("message");
  return first.type in NAMES ? t(NAMES[first.type]) : first.file_name ?? t("file");
}

/** All that can be read in rich content, in its order. */
export function richText(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(richText).filter(Boolean).join(" ");
  if (value === null || typeof value !== "object") return "";
  const { summary: short, text, label, blocks, items, cells, caption, expression, alternative_text: emoji, buttons } = value;
  return richText([short, label, text, blocks, items, cells, caption, expression, emoji, buttons].filter((part) => part !== undefined));
}
