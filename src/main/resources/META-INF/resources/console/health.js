// The books, checked on demand: what violates them is told in words.

import { localise, post, say, timeElement } from "./pages.js";

const page = document.getElementById("health-page");
const button = document.getElementById("check-now");
const state = document.getElementById("check-state");

function badge(check) {
  const badge = document.createElement("span");
  badge.className = `status ${check.ok ? "status-good" : "status-bad"}`;
  badge.textContent = check.ok ? "holds" : `${check.violations.length} violations`;
  return badge;
}

function show(report) {
  for (const check of report.checks) {
    const row = page.querySelector(`[data-invariant="${CSS.escape(check.name)}"]`);
    const violations = document.createElement("ul");
    violations.className = "violations";
    for (const violation of check.violations) {
      const item = document.createElement("li");
      item.textContent = violation;
      violations.append(item);
    }
    row.querySelector("[data-state]").replaceChildren(badge(check), violations);
    row.querySelector("[data-at]").replaceChildren(timeElement(report.checkedAt));
  }
}

button.addEventListener("click", async () => {
  button.disabled = true;
  say(state, "Checking…");
  let complaint = "";
  try {
    const report = await post(page.dataset.base, page.dataset.shop, "invariants/check", {});
    show(report);
    say(state, report.ok ? "Everything holds." : "The books do not balance; see below, and the runbook.");
  } catch (refused) {
    complaint = refused.message;
    say(state, "");
  }
  say(document.getElementById("check-problem"), complaint);
  button.disabled = false;
});

localise(page);
