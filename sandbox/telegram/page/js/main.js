/** The chat page: loads what there is, then follows what happens. */

import * as api from "./api.js";
import { drawHeader, drawStatus } from "./chat/header.js";
import { drawLog } from "./chat/log.js";
import { drawMembers } from "./chat/members.js";
import { drawPins } from "./chat/pins.js";
import "./chat/walking.js";
import { answerWhatIsAsked } from "./compose/answering.js";
import "./compose/attach.js";
import { loadCommands } from "./compose/commands.js";
import { drawComposer, drawState } from "./compose/composer.js";
import { drawConversations } from "./list/conversations.js";
import "./list/groups.js";
import { drawWho } from "./list/people.js";
import { keepPlace, keptPlace } from "./kept.js";
import { HANDLERS } from "./live.js";
import { drawMarket } from "./market/panel.js";
import { closeMembers, firstPanel, isChatShown, isWide, panel, showPane, showPanel } from "./panes.js";
import { byId } from "./parts/dom.js";
import { emit, on } from "./parts/signals.js";
import "./parts/theme.js";
import { attempt } from "./parts/toast.js";
import "./shortcuts.js";
import { chatOf, isGroup, load, personOf, state, viewOf } from "./state.js";
import { setLanguage } from "./texts.js";
import { countArrivals } from "./unread.js";

/** Look through somebody's eyes at one of their conversations. */
function open({ person = state.person, chat = person }) {
  Object.assign(state, { person, chat });
  keepPlace({ person, chat });
  viewOf().unread = 0;
  if (setLanguage(personOf().language_code)) drawMarket();
  showPane("chat");
  if (panel() === "members" && !isGroup()) closeMembers();
  drawComposer();
  draw();
  loadCommands();
  if (isWide()) byId("input").focus(); // on a phone the keyboard would cover the chat
}

/** Draw everything that may have changed without the person opening something. */
function draw() {
  if (isChatShown()) viewOf().unread = 0;
  answerWhatIsAsked();
  drawState();
  drawLog();
  drawPins();
  drawHeader();
  drawMembers();
  drawConversations();
  drawWho();
}

async function loadAll() {
  const [{ bot, people: described, exchange }, { bot: user, people, chats }] = await Promise.all([api.configuration(), api.world()]);
  const about = new Map(described.map((person) => [person.id, person.description]));
  Object.assign(state, {
    exchange,
    bot: { ...bot, id: user.id },
    people: people.map((person) => ({ ...person, description: about.get(person.id) ?? "" })),
    chats: new Map(),
  });
  for (const chat of chats) Object.assign(chatOf(chat.chat_id), chat);
  const ids = new Set([...people.map(({ id }) => id), ...state.chats.keys()]);
  await Promise.all([...ids].map(async (id) => load(id, await api.chat(id))));
  for (const id of ids) countArrivals(id);
}

/** Load everything anew and stay where the person is, if that is still there. */
async function reload(wanted = {}) {
  const first = state.person === null;
  await loadAll();
  const { person = state.person, chat = state.chat } = first ? keptPlace() : wanted;
  const known = personOf(person) ? person : state.people[0].id;
  for (const id of ["input", "send"]) byId(id).disabled = false;
  if (first) {
    firstPanel(state.exchange);
    drawMarket();
  }
  if (first || known !== state.person || chat !== state.chat || !state.chats.has(chat)) {
    open({ person: known, chat: state.chats.has(chat) ? chat : known });
  } else {
    draw();
    loadCommands();
  }
}

/** Everything in the order it came: what happens during a load is drawn after it. */
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(() => attempt(work)));

on("open", open);
on("draw", draw);
on("panel", showPanel);
on("reload", (wanted) => inTurn(() => reload(wanted)));
byId("back").addEventListener("click", () => {
  showPane("list");
  byId("conversations").querySelector("[aria-current]")?.focus();
});
for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

function setConnected(connected) {
  state.connected = connected;
  if (state.person !== null) drawStatus();
}

api.live({
  joined() {
    setConnected(true);
    emit("joined");
    inTurn(() => reload());
  },
  lost: () => setConnected(false),
  handle: (event) => inTurn(() => (HANDLERS[event.type]?.(event) === "reload" ? reload() : draw())),
});
