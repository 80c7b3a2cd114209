/** A message that the bot is still writing. */

import { make } from "../parts/dom.js";
import { t } from "../texts.js";
import { render } from "./entities.js";
import { blocksOf } from "./rich_blocks.js";

const dots = () => make("span", { className: "dots", aria: { hidden: "true" } }, make("i"), make("i"), make("i"));

export function draftBubble({ text, entities, rich }) {
  const plain = text ? render(text, entities) : null;
  const written = rich ? blocksOf(rich, {}) : plain;
  const body = make("div", { className: "bubble" }, written, dots());
  return make("article", { className: "message in first last draft", data: { testid: "draft" }, aria: { label: t("draft") } }, body);
}
