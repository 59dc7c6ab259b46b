// The live tail: the shop's own event stream, followed from where the page ends.

import { localise, timeElement } from "./pages.js";

const KEPT = 200;
const AGAIN_MILLIS = 1000;

/** Reads server-sent events; unlike EventSource, fetch can name the shop in a header. */
async function follow(url, headers, cursor, onEvent, onOpen) {
  const response = await fetch(url, { headers: { ...headers, "Last-Event-ID": cursor.id } });
  if (!response.ok) {
    throw Object.assign(new Error(response.statusText), { status: response.status });
  }
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const messages = text.split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const fields = Object.fromEntries(
        message.split("\n").map((line) => {
          const colon = line.indexOf(": ");
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      cursor.id = fields.id ?? cursor.id;
      if (fields.data) {
        onEvent(JSON.parse(fields.data));
      }
    }
  }
}

function cell(...children) {
  const cell = document.createElement("td");
  cell.append(...children);
  return cell;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function row(event, page) {
  const made = document.createElement("tr");
  made.dataset.event = event.id;
  const about = document.createElement("a");
  const isOrder = event.type.startsWith("order.");
  about.href = (isOrder ? page.order : page.item).replace("SUBJECT", encodeURIComponent(event.subject));
  about.append(isOrder ? element("code", event.subject) : event.subject);
  const data = document.createElement("details");
  data.append(element("summary", "show"), element("pre", JSON.stringify(event.data, null, 2)));
  made.append(cell(timeElement(event.time)), cell(event.type), cell(about), cell(data));
  return made;
}

async function tail(table) {
  const page = table.dataset;
  const state = document.getElementById("live-state");
  const problem = document.getElementById("tail-problem");
  const pause = document.getElementById("pause");
  const cursor = { id: page.cursor };
  const waiting = [];
  const show = () => {
    while (waiting.length > 0) {
      table.tBodies[0].prepend(row(waiting.shift(), page));
    }
    while (table.tBodies[0].rows.length > KEPT) {
      table.tBodies[0].rows[KEPT].remove();
    }
    document.getElementById("tail-none").hidden = table.tBodies[0].rows.length > 0;
  };
  const paused = () => pause.getAttribute("aria-pressed") === "true";
  const tell = () => (state.textContent = paused() ? `paused, ${waiting.length} waiting` : "live");
  pause.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(!paused()));
    if (!paused()) {
      show();
    }
    tell();
  });
  const receive = (event) => {
    waiting.push(event);
    // Whoever pauses for long sees the newest, not all.
    waiting.splice(0, waiting.length - KEPT);
    if (!paused()) {
      show();
    }
    tell();
  };
  for (;;) {
    try {
      await follow(page.stream, { "Holdfast-Shop": page.shop }, cursor, receive, tell);
    } catch (failure) {
      if (failure.status === 410) {
        problem.textContent = "Events between what is shown and now are no longer kept. Load the page again.";
        problem.hidden = false;
        return;
      }
    }
    state.textContent = "connection lost, trying again";
    await new Promise((again) => setTimeout(again, AGAIN_MILLIS));
  }
}

localise(document);
tail(document.getElementById("tail"));
