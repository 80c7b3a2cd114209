/** The list of the bot's commands above the field, filtered while typing. */

import { byId, make } from "./dom.js";
import { person } from "./state.js";

const list = byId("commands");
const input = byId("input");
let offered = [];
let selected = -1;
let choose = null;

/** Offer what begins with the text, while it is a single word after a slash. */
export function offerCommands(text) {
  const typed = /^\/(\w*)$/.exec(text);
  const matches = typed ? all().filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
  show(matches, clickToSend);
}

/** Open the whole list, or close it when it is open. */
export function openAll(send) {
  show(list.hidden ? all() : [], send);
}

export const closeCommands = () => show([], null);

/**
 * Handle a key of the field. Returns "send" when the chosen command should go out, "done" when
 * the key was used up, null when it means what it always means.
 */
export function handleKey(event, write) {
  if (list.hidden) return null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    select(selected < 0 && step < 0 ? offered.length - 1 : (selected + step + offered.length) % offered.length);
    return "done";
  }
  if (event.key === "Escape") {
    closeCommands();
    return "done";
  }
  if (event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    write(`/${offered[Math.max(selected, 0)].command} `);
    closeCommands();
    return "done";
  }
  if (event.key === "Enter" && selected >= 0) {
    write(`/${offered[selected].command}`);
    return "send";
  }
  return null;
}

const all = () => person()?.commands ?? [];

function clickToSend(command) {
  input.value = command;
  byId("composer").requestSubmit();
}

function show(commands, onChoice) {
  offered = commands;
  choose = onChoice;
  list.replaceChildren(...commands.map(option));
  list.hidden = commands.length === 0;
  list.scrollTop = 0;
  select(-1);
}

function option({ command, description }, index) {
  return make("div", {
    id: `command-${index}`,
    className: "command-option",
    role: "option",
    aria: { selected: "false" },
    on: {
      mousedown: (event) => event.preventDefault(), // the field keeps the focus
      click: () => {
        const chosen = choose;
        closeCommands();
        chosen(`/${command}`);
      },
    },
  }, make("b", {}, `/${command}`), make("span", {}, description));
}

function select(index) {
  selected = index;
  [...list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === index)));
  const active = list.children[index];
  active?.scrollIntoView({ block: "nearest" });
  if (active) input.setAttribute("aria-activedescendant", active.id);
  else input.removeAttribute("aria-activedescendant");
}

document.addEventListener("click", (event) => {
  if (!list.hidden && !byId("composer-area").contains(event.target)) closeCommands();
});
