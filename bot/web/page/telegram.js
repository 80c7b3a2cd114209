"use strict";
/* What Telegram's client told when it opened the page as a Mini App, and what it wants to hear. */
const launch = new URLSearchParams(location.hash.slice(1));
const initData = launch.get("tgWebAppData") ?? "";
history.replaceState(null, "", location.pathname); // out of the address bar and of what is shared

const tell = (eventType) => {
  const proxy = globalThis.TelegramWebviewProxy;
  if (proxy) proxy.postEvent(eventType, "{}");
  else if (parent !== window) parent.postMessage(JSON.stringify({ eventType, eventData: {} }), "*");
};

/* Dark or light, as the ground of the chat is. */
const takeTheme = () => {
  try {
    const [red, green, blue] = JSON.parse(launch.get("tgWebAppThemeParams")).bg_color.match(/[0-9a-f]{2}/gi);
    const bright = [red, green, blue].map((part) => parseInt(part, 16));
    const light = 0.299 * bright[0] + 0.587 * bright[1] + 0.114 * bright[2] > 127;
    document.documentElement.dataset.theme = light ? "light" : "dark";
  } catch {
    /* told nothing, or nothing of this kind: the browser's wish holds */
  }
};

if (document.body.dataset.app === "yes") {
  takeTheme();
  tell("web_app_ready");
  tell("web_app_expand");
}
