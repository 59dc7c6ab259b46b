// The stock pages: editors in place, and rows that follow what others do.

import { startImport } from "./import.js";
import { openEditor } from "./levels.js";
import { headers, address } from "./api.js";
import { follow } from "./stream.js";

const { base, query } = document.body.dataset;
const TICK_MILLIS = 500;
const MOST_PER_TICK = 10;

const item = document.querySelector("[data-item]");
const changed = new Set();

const row = (sku) => document.querySelector(`[data-row="${CSS.escape(sku)}"]`);
const page = (sku, part) => `${base}stock/${encodeURIComponent(sku)}/${part}${query}`;
// Its own source each, because htmx runs one request of a source after the other; settled at once,
// because htmx would later undo what is changed in what has just arrived.
const load = (url, target, swap) =>
  htmx.ajax("GET", url, { source: target, target, swap: `${swap} settle:0ms` });

/** Whether somebody is in the middle of writing there. */
function isBusy(place) {
  return (
    [...place.querySelectorAll("input")].some((field) => field.value !== field.defaultValue) ||
    place.querySelector("[data-conflict]:not([hidden])") !== null
  );
}

// --- The list

async function refreshRow(sku) {
  if (!row(sku)) {
    return;
  }
  await load(page(sku, "row"), row(sku), "outerHTML");
  const after = row(sku);
  if (after) {
    after.classList.add("changed");
    after.querySelector("[data-edit]").setAttribute("aria-expanded", String(editorOf(sku) !== null));
  }
}

function editorOf(sku) {
  return document.querySelector(`[data-editor="${CSS.escape(sku)}"]`);
}

async function toggleEditor(button) {
  const sku = button.dataset.edit;
  const open = editorOf(sku);
  button.setAttribute("aria-expanded", String(open === null));
  if (open) {
    open.remove();
    return;
  }
  const editor = document.createElement("tr");
  editor.className = "editor";
  editor.dataset.editor = sku;
  const cell = editor.insertCell();
  cell.colSpan = 7;
  row(sku).after(editor);
  await openEditor(cell, sku, page(sku, "levels"));
  cell.querySelector("input")?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  if (button) {
    toggleEditor(button);
  }
});

// --- The page of one item

async function refreshItem(sku) {
  load(page(sku, "figures"), item.querySelector("[data-figures]"), "outerHTML");
  load(page(sku, "movements"), item.querySelector("[data-movements-place]"), "innerHTML");
  const place = item.querySelector("[data-levels-place]");
  if (isBusy(place)) {
    item.querySelector("[data-stale]").hidden = false;
  } else {
    await openEditor(place, sku, page(sku, "levels"));
  }
}

if (item) {
  const sku = item.dataset.item;
  const place = item.querySelector("[data-levels-place]");
  openEditor(place, sku);
  item.addEventListener("levelsloaded", () => {
    item.querySelector("[data-stale]").hidden = true;
  });
  item.querySelector("[data-reload]").addEventListener("click", async () => {
    await openEditor(place, sku, page(sku, "levels"));
    place.querySelector("input")?.focus();
  });
}

// --- What others do

function skus(event) {
  const lines = event.data?.lines ?? [];
  return [event.subject, ...lines.map((line) => line.sku)];
}

function flush() {
  const some = [...changed].slice(0, MOST_PER_TICK);
  for (const sku of some) {
    changed.delete(sku);
    if (item) {
      refreshItem(sku);
    } else {
      refreshRow(sku);
    }
  }
}

setInterval(flush, TICK_MILLIS);

follow(
  address("events"),
  headers(),
  (event) => {
    for (const sku of skus(event)) {
      if (item ? item.dataset.item === sku : row(sku)) {
        changed.add(sku);
      }
    }
  },
  () => document.documentElement.setAttribute("data-live", ""),
  () => document.documentElement.removeAttribute("data-live"),
);

const form = document.querySelector("[data-import]");
if (form) {
  startImport(form, () => load(location.href, document.getElementById("items"), "outerHTML"));
}
