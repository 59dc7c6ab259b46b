// The live tail: the shop's own event stream, followed from where the page ends.

import { localize } from "./console.js";
import { address, headers } from "./api.js";
import { follow } from "./stream.js";

const KEPT = 200;

const { base, query } = document.body.dataset;
const table = document.getElementById("tail");
const state = document.getElementById("live-state");
const pause = document.getElementById("pause");
const waiting = [];

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function row(event) {
  const isOrder = event.type.startsWith("order.");
  const subject = element("a", isOrder ? element("code", event.subject) : event.subject);
  subject.href = `${base}${isOrder ? "orders" : "stock"}/${encodeURIComponent(event.subject)}${query}`;
  const time = element("time");
  time.dateTime = event.time;
  const data = element("details", element("summary", "show"), element("pre", JSON.stringify(event.data, null, 2)));
  const made = element("tr", ...[time, event.type, subject, data].map((cell) => element("td", cell)));
  made.dataset.event = event.id;
  made.className = "changed";
  localize(made);
  return made;
}

const paused = () => pause.getAttribute("aria-pressed") === "true";

function tell() {
  state.textContent = paused() ? `Paused, ${waiting.length} waiting` : "Live";
}

function show() {
  const rows = table.tBodies[0];
  while (waiting.length > 0) {
    rows.prepend(row(waiting.shift()));
  }
  while (rows.rows.length > KEPT) {
    rows.rows[KEPT].remove();
  }
  document.getElementById("tail-none").hidden = rows.rows.length > 0;
}

function receive(event) {
  waiting.push(event);
  // Whoever pauses for long sees the newest, not all.
  waiting.splice(0, waiting.length - KEPT);
  if (paused()) {
    tell();
  } else {
    show();
  }
}

pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!paused()));
  if (!paused()) {
    show();
  }
  tell();
});

follow(
  address("events"),
  headers(),
  receive,
  tell,
  () => (state.textContent = "Connection lost, trying again"),
  table.dataset.cursor,
);
