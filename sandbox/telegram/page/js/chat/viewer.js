/** Pictures over the whole window: arrows go through an album, Esc closes. */

import { byId } from "../parts/dom.js";
import { t } from "../texts.js";

const viewer = byId("viewer");
let pictures = [];
let at = 0;

/** Show the picture at an index; a picture is { url, message } or { url, caption }. */
export function view(all, index) {
  pictures = all;
  show(index);
  viewer.showModal();
}

function show(index) {
  at = (index + pictures.length) % pictures.length;
  const { url, message, caption = message?.caption } = pictures[at];
  const image = viewer.querySelector("img");
  image.src = url;
  image.alt = caption || t("photo");
  const many = pictures.length > 1;
  viewer.querySelector("p").textContent = [many ? `${at + 1} / ${pictures.length}` : "", caption ?? ""].filter(Boolean).join("   ");
  for (const id of ["viewer-before", "viewer-after"]) byId(id).hidden = !many;
  const save = byId("viewer-save");
  save.hidden = Boolean(message?.protected);
  save.href = url;
}

viewer.addEventListener("click", (event) => {
  if (!event.target.closest("img, button, a")) viewer.close();
});
viewer.addEventListener("contextmenu", (event) => {
  if (pictures[at].message?.protected) event.preventDefault();
});
viewer.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowLeft") show(at - 1);
  if (key === "ArrowRight") show(at + 1);
});
byId("viewer-before").addEventListener("click", () => show(at - 1));
byId("viewer-after").addEventListener("click", () => show(at + 1));
