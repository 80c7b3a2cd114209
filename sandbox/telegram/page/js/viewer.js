/** A picture over the whole window. */

import { byId } from "./dom.js";

const viewer = byId("viewer");

export function view(url, caption) {
  const image = viewer.querySelector("img");
  image.src = url;
  image.alt = caption || "Photo from the bot";
  viewer.querySelector("p").textContent = caption;
  viewer.showModal();
}

viewer.addEventListener("click", (event) => {
  if (event.target.tagName !== "IMG") viewer.close();
});
