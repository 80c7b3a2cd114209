/** Files: by the button, by pasting, by dropping them on the conversation. */

import { upload } from "../deeds.js";
import { ask, choices, field } from "../parts/dialog.js";
import { byId, make } from "../parts/dom.js";
import { sizeOf } from "../chat/media.js";
import { t } from "../texts.js";

const picker = byId("files");
const PICTURES = ["image/png", "image/jpeg"];

/** Ask how to send the files, then send them one by one. */
async function send(files) {
  if (files.length === 0) return;
  const pictures = files.every(({ type }) => PICTURES.includes(type));
  const kinds = [["photo", t("asPhoto")], ["document", t("asFile")]];
  const values = await ask({
    title: files.length > 1 ? t("sendFiles", { count: files.length }) : t("sendFile"),
    fields: [
      make("div", { className: "previews" }, ...(await Promise.all(files.slice(0, 6).map(preview)))),
      ...(pictures ? [choices(t("sendAs"), "kind", kinds)] : []),
      field(t("caption"), { name: "caption", maxLength: 1024 }),
    ],
    action: t("send"),
  });
  if (!values) return;
  for (const [at, file] of files.entries()) {
    await upload(file, values.get("kind") ?? "document", at === 0 ? values.get("caption") : "");
  }
}

async function preview(file) {
  const about = `${file.name || t("photo")} · ${sizeOf(file.size)}`;
  if (!PICTURES.includes(file.type)) return make("span", { className: "document" }, about);
  return make("img", { src: await dataUrl(file), alt: about, title: about });
}

function dataUrl(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.readAsDataURL(file);
  });
}

byId("attach").addEventListener("click", () => picker.click());
picker.addEventListener("change", () => {
  const files = [...picker.files];
  picker.value = "";
  send(files);
});
byId("input").addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (files.length === 0) return;
  event.preventDefault();
  send(files);
});

const chat = byId("chat");
const dragged = (event) => event.dataTransfer?.types.includes("Files");
chat.addEventListener("dragover", (event) => {
  if (!dragged(event)) return;
  event.preventDefault();
  chat.classList.add("dropping");
});
chat.addEventListener("dragleave", (event) => {
  if (!chat.contains(event.relatedTarget)) chat.classList.remove("dropping");
});
chat.addEventListener("drop", (event) => {
  if (!dragged(event)) return;
  event.preventDefault();
  chat.classList.remove("dropping");
  send([...event.dataTransfer.files]);
});
