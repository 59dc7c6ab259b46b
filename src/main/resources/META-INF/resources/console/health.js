// The books, checked on demand: what violates them is told in words.

import { localize } from "./console.js";
import { explain, send } from "./api.js";

const table = document.getElementById("invariants");
const button = document.getElementById("check-now");
const state = document.getElementById("check-state");

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function show(check, checkedAt) {
  const row = table.querySelector(`[data-invariant="${CSS.escape(check.name)}"]`);
  const found = check.violations.length;
  const badge = check.ok
    ? element("span", "badge good", "holds")
    : element("span", "badge bad", `${found} violation${found === 1 ? "" : "s"}`);
  const violations = check.violations.map((violation) => element("li", "", violation));
  row.querySelector("[data-state]").replaceChildren(badge, element("ul", "violations", ...violations));
  const time = document.createElement("time");
  time.dateTime = checkedAt;
  row.querySelector("[data-at]").replaceChildren(time);
  localize(row);
}

button.addEventListener("click", async () => {
  button.disabled = true;
  state.textContent = "Checking…";
  const answer = await send("POST", "invariants/check", {});
  if (answer.ok) {
    answer.body.checks.forEach((check) => show(check, answer.body.checkedAt));
    state.textContent = answer.body.ok
      ? "Everything holds."
      : "The books do not balance; the violations are below, what to do is in the runbook.";
  } else {
    state.textContent = explain(answer.body);
  }
  button.disabled = false;
});
