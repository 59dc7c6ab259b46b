// Importing a CSV file: sent at once, then watched until all its rows are done.

import { announce } from "./console.js";
import { address, explain, headers, send } from "./api.js";

const whole = new Intl.NumberFormat();
const POLL_MILLIS = 400;
const OVER = new Set(["FINISHED", "FAILED"]);

async function upload(file) {
  try {
    const response = await fetch(address("items/import?async=true"), {
      method: "POST",
      headers: headers({ "Content-Type": "text/csv" }),
      body: file,
    });
    return { ok: response.ok, body: await response.json() };
  } catch {
    return { ok: false, body: { detail: "The service cannot be reached." } };
  }
}

function showProgress(form, progress) {
  form.querySelector("[data-counts]").textContent =
    `${whole.format(progress.accepted)} rows accepted, ${whole.format(progress.rejected)} rejected` +
    (progress.status === "FINISHED" ? "." : progress.status === "FAILED" ? "; it was cut short." : " so far.");
  const rows = progress.errors.map((error) => {
    const row = document.createElement("tr");
    const number = row.insertCell();
    number.className = "number";
    number.textContent = whole.format(error.row);
    row.insertCell().textContent = error.message;
    return row;
  });
  if (progress.errorsOmitted > 0) {
    const row = document.createElement("tr");
    const more = row.insertCell();
    more.colSpan = 2;
    more.textContent = `and ${whole.format(progress.errorsOmitted)} more`;
    rows.push(row);
  }
  form.querySelector("[data-errors]").replaceChildren(...rows);
  form.querySelector("[data-errors-place]").hidden = rows.length === 0;
}

async function run(form) {
  const problem = form.querySelector("[data-problem]");
  const answer = await upload(form.elements.namedItem("file").files[0]);
  problem.textContent = answer.ok ? "" : explain(answer.body);
  if (!answer.ok) {
    return false;
  }
  let progress = answer.body;
  while (!OVER.has(progress.status)) {
    showProgress(form, progress);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    const now = await send("GET", `items/imports/${encodeURIComponent(progress.id)}`);
    problem.textContent = now.ok ? "" : explain(now.body);
    if (now.status === 404) {
      return false;
    }
    progress = now.ok ? now.body : progress;
  }
  showProgress(form, progress);
  announce(
    `The import is over: ${whole.format(progress.accepted)} rows accepted, ${whole.format(progress.rejected)} rejected.`,
    progress.rejected === 0 && progress.status === "FINISHED" ? "good" : "bad",
  );
  return true;
}

/** Makes the form import; calls back when rows may have changed the list. */
export function startImport(form, whenOver) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    const bar = form.querySelector("[data-progress]");
    button.disabled = true;
    bar.hidden = false;
    const over = await run(form);
    bar.hidden = true;
    button.disabled = false;
    if (over) {
      whenOver();
    }
  });
}
