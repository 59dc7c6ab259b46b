// Server-sent events by fetch, which unlike EventSource can name the shop in a header.

import { sessionIsOver } from "./console.js";

const AGAIN_MILLIS = 1000;

function message(text) {
  const fields = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
    }
  }
  return fields;
}

async function read(url, headers, cursor, onEvent, onOpen, signal) {
  const last = cursor.id ? { "Last-Event-ID": cursor.id } : {};
  const response = await fetch(url, { headers: { ...headers, ...last }, signal });
  if (response.status === 410) {
    cursor.id = undefined;
  }
  if (response.status === 401) {
    sessionIsOver();
  }
  if (!response.ok) {
    return;
  }
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const messages = text.split("\n\n");
    text = messages.pop();
    for (const one of messages.map(message)) {
      cursor.id = one.id ?? cursor.id;
      if (one.data) {
        onEvent(JSON.parse(one.data));
      }
    }
  }
}

/**
 * Follows a stream while the page is seen: a browser has few connections to one host, and a page
 * in the background must not hold one of them. It goes on behind the last event.
 *
 * @param from the id behind which to begin; without one with what happens from now on
 */
export function follow(url, headers, onEvent, onOpen = () => {}, onLoss = () => {}, from = undefined) {
  const cursor = { id: from };
  let reading;
  async function keepReading(signal) {
    while (!signal.aborted) {
      try {
        await read(url, headers, cursor, onEvent, onOpen, signal);
      } catch {
        // Lost, or no longer wanted.
      }
      if (!signal.aborted) {
        onLoss();
        if (document.querySelector("[data-session-over]")) {
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
      }
    }
  }
  function end() {
    reading?.abort();
    reading = undefined;
  }
  function begin() {
    if (document.hidden) {
      end();
    } else if (!reading) {
      reading = new AbortController();
      keepReading(reading.signal);
    }
  }
  document.addEventListener("visibilitychange", begin);
  addEventListener("pagehide", end);
  addEventListener("pageshow", begin);
  begin();
}
