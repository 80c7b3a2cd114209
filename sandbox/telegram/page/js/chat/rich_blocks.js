/** The blocks of a rich message: headings, tables, lists, details, quotes, media, buttons. */

import { make } from "../parts/dom.js";
import { copyable, folding } from "./entities.js";
import { keyOf } from "./keyboard.js";
import { mediaOf } from "./media.js";
import { inlineOf } from "./rich_text.js";
import { richText } from "./summary.js";

const MEDIA = { photo: "photo", video: "video", animation: "animation", audio: "audio", voice_note: "voice", document: "document" };

export function blocksOf(rich, message) {
  const className = rich.is_rtl ? "text rich rtl" : "text rich";
  return make("div", { className, dir: rich.is_rtl ? "rtl" : "auto" }, ...many(rich.blocks ?? rich, message));
}

const many = (blocks, message) => blocks.map((block) => draw(block, message));

function draw(block, message) {
  const text = () => inlineOf(block.text, message);
  switch (block.type) {
    case "heading":
      return make("p", { className: `heading size-${block.size}`, role: "heading", aria: { level: "3" } }, ...text());
    case "paragraph":
      return make("p", {}, ...text());
    case "thinking":
    case "footer":
      return make("p", { className: block.type }, ...text());
    case "pre":
      return copyable(make("pre", { data: block.language ? { language: block.language } : {} }, ...text()), richText(block.text));
    case "divider":
      return make("hr");
    case "mathematical_expression":
      return make("pre", { className: "formula" }, block.expression);
    case "anchor":
      return make("span", { data: { anchor: block.name } });
    case "list":
      return list(block, message);
    case "blockquote":
      return make("blockquote", {}, ...many(block.blocks, message), credit(block, message));
    case "expandable_blockquote":
      return folding([...text(), credit(block, message)].filter(Boolean));
    case "pullquote":
      return make("blockquote", { className: "pull" }, ...text(), credit(block, message));
    case "table":
      return table(block, message);
    case "details":
      return details(block, message);
    case "buttons":
      return make("div", { className: `inline-buttons ${block.align ?? "left"}` }, ...block.buttons.map((button) => keyOf(message, button)));
    case "collage":
    case "slideshow":
      return captioned(make("div", { className: block.type }, ...many(block.blocks, message)), block, message);
    case "map":
      return captioned(make("p", { className: "place" }, `${block.location.latitude}, ${block.location.longitude}`), block, message);
    default:
      return block.type in MEDIA ? captioned(media(block, message), block, message) : make("p", {}, richText(block));
  }
}

function list({ items }, message) {
  return make("ul", { className: "rich-list" }, ...items.map(({ label, blocks, has_checkbox: box, is_checked: checked }) =>
    make("li", {}, make("span", { className: "label" }, box ? (checked ? "☑" : "☐") : label), make("div", {}, ...many(blocks, message)))));
}

function credit({ credit: by }, message) {
  return by === undefined ? null : make("cite", {}, ...inlineOf(by, message));
}

function table({ cells, caption, is_bordered: bordered, is_striped: striped, is_compact: compact }, message) {
  const kinds = { bordered, striped, compact };
  const className = Object.keys(kinds).filter((kind) => kinds[kind]).join(" ");
  const rows = cells.map((row) => make("tr", {}, ...row.map((cell) => cellOf(cell, message))));
  const title = caption === undefined ? null : make("caption", {}, ...inlineOf(caption, message));
  return make("div", { className: "table", tabIndex: 0, role: "group", aria: { label: richText(caption ?? "") || richText(cells[0]) } },
    make("table", { className }, title, make("tbody", {}, ...rows)));
}

function cellOf({ text, is_header: header, colspan = 1, rowspan = 1, align, valign }, message) {
  const className = `${align ?? "left"} ${valign ?? "top"}`;
  return make(header ? "th" : "td", { className, colSpan: colspan, rowSpan: rowspan }, ...inlineOf(text, message));
}

function details({ summary, blocks, is_open: open = false }, message) {
  return make("details", { open }, make("summary", {}, ...inlineOf(summary, message)), make("div", {}, ...many(blocks, message)));
}

/** Files in blocks are Bot API objects; the page has them by their unique id. */
function media(block, message) {
  const file = Array.isArray(block[block.type]) ? block[block.type].at(-1) : block[block.type];
  const url = `/sandbox/files/${file.file_unique_id}`;
  const shown = { ...file, type: MEDIA[block.type], url, spoiler: block.has_spoiler };
  return mediaOf([{ ...message, media: [shown], text: "", caption: richText(block.caption ?? "") }]);
}

function captioned(element, { caption }, message) {
  if (!caption) return element;
  const about = make("figcaption", {}, ...inlineOf(caption.text, message), credit(caption, message));
  return make("figure", {}, element, about);
}
