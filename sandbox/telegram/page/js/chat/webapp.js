/** A Mini App in a frame, and the events it exchanges with Telegram's clients. */

import { launch, sendFromApp } from "../deeds.js";
import { byId } from "../parts/dom.js";
import { isDark } from "../parts/theme.js";

const dialog = byId("webapp");
const mainButton = byId("webapp-main");
let frame = null;
let opened = null; // { button_text } of the app that is open

/** Launch an app; `keyboard` when a reply keyboard's button did, whose apps may send data. */
export async function openWebApp(url, { title, message_id, keyboard = false }) {
  const signed = await launch(url, { ...(message_id ? { message_id } : {}), ...(keyboard ? { keyboard } : {}) });
  if (!signed) return;
  opened = { button_text: title };
  byId("webapp-title").textContent = title;
  mainButton.hidden = true;
  dialog.classList.remove("expanded");
  frame = framed(signed.url, title);
  byId("webapp-place").replaceChildren(frame);
  dialog.showModal();
}

/** An app keeps its own origin, unless that is this page's: then it could reach around the frame. */
function framed(url, title) {
  const made = document.createElement("iframe");
  const own = new URL(url).origin === location.origin;
  made.setAttribute("sandbox", `allow-scripts allow-forms allow-popups${own ? "" : " allow-same-origin"}`);
  made.title = title;
  made.src = url;
  return made;
}

const EVENTS = {
  web_app_ready: () => dialog.classList.add("ready"),
  iframe_ready: () => tell("set_custom_style", ""),
  web_app_close: () => dialog.close(),
  web_app_expand: () => {
    dialog.classList.add("expanded");
    tellViewport();
  },
  web_app_data_send: ({ data }) => {
    sendFromApp(opened.button_text, data);
    dialog.close();
  },
  web_app_request_viewport: () => tellViewport(),
  web_app_request_theme: () => tell("theme_changed", { theme_params: colours() }),
  web_app_setup_main_button: ({ is_visible: visible, is_active: active, text }) => {
    mainButton.hidden = !visible;
    mainButton.disabled = active === false;
    mainButton.textContent = text;
  },
};

function tell(eventType, eventData) {
  frame.contentWindow.postMessage(JSON.stringify({ eventType, eventData }), "*");
}

function tellViewport() {
  const height = frame.clientHeight;
  tell("viewport_changed", { height, is_state_stable: true, is_expanded: dialog.classList.contains("expanded") });
}

const colours = () => ({
  bg_color: isDark() ? "#17212b" : "#ffffff",
  text_color: isDark() ? "#f1f5f8" : "#101a23",
  hint_color: isDark() ? "#8fa2b3" : "#5c6b78",
  link_color: isDark() ? "#6db6f5" : "#1f74bf",
  button_color: "#2273bd",
  button_text_color: "#ffffff",
});

/** Apps speak JSON text with `eventType` and `eventData`; whatever is none is not for us. */
function heard(text) {
  try {
    const { eventType, eventData } = JSON.parse(text);
    return [eventType, typeof eventData === "string" ? JSON.parse(eventData) : eventData ?? {}];
  } catch {
    return [];
  }
}

addEventListener("message", ({ source, data }) => {
  if (!frame || source !== frame.contentWindow) return;
  const [kind, details] = heard(data);
  if (Object.hasOwn(EVENTS, kind)) EVENTS[kind](details);
});
mainButton.addEventListener("click", () => tell("main_button_pressed", {}));
dialog.addEventListener("close", () => {
  frame?.remove();
  frame = null;
  dialog.classList.remove("ready");
});
