// One order: every step asks first, and says what stood in its way.

import { announce } from "./console.js";
import { explain, newKey, send } from "./api.js";

const STALE = 412;

const DONE = {
  confirm: "The order is confirmed.",
  extend: "The hold is extended.",
  cancel: "The order is cancelled.",
  fulfilments: "The units are shipped.",
  returns: "The units are taken back.",
};

/** What the dialog asks of the API; null where it asks for nothing. */
function body(form) {
  const fields = form.elements;
  if (form.dataset.step === "extend") {
    return { seconds: fields.seconds.valueAsNumber };
  }
  if (form.dataset.step === "cancel") {
    const reason = fields.reason.value.trim();
    return reason === "" ? {} : { reason };
  }
  const inputs = [...form.querySelectorAll("input[data-sku]")];
  const lines = inputs
    .filter((input) => input.valueAsNumber > 0)
    .map((input) => ({ sku: input.dataset.sku, quantity: input.valueAsNumber }));
  if (lines.length === 0) {
    return null;
  }
  if (form.dataset.step === "returns") {
    return { lines: lines.map((line) => ({ ...line, restock: fields.restock.checked })) };
  }
  return inputs.every((input) => input.value === input.defaultValue) ? {} : { lines };
}

function complaint(answer) {
  const problem = answer.body;
  const said = [`${problem?.title ?? "Not done"}. ${explain(problem)}`];
  if (answer.status === STALE) {
    said.push("Somebody was faster, and nothing was done. This is how the order stands now; look again.");
  }
  if (problem?.allowed) {
    const next = problem.allowed.length === 0 ? "nothing else" : problem.allowed.join(" or ");
    said.push(`It is ${problem.status} and can become ${next}.`);
  }
  return said.join(" ");
}

async function take(form) {
  const wanted = body(form);
  if (wanted === null) {
    form.querySelector("[data-problem]").textContent = "Say how many units; at least one of something.";
    return;
  }
  const order = document.getElementById("order");
  const button = form.querySelector("[data-go]");
  button.disabled = true;
  const answer = await send("POST", `orders/${order.dataset.id}/${form.dataset.step}`, wanted, {
    "If-Match": order.dataset.etag,
    "Idempotency-Key": newKey(),
  });
  form.closest("dialog").close();
  await htmx.ajax("GET", location.href, { source: order, target: order, select: "#order", swap: "outerHTML settle:0ms" });
  document.getElementById("order-problem").textContent = answer.ok ? "" : complaint(answer);
  if (answer.ok) {
    announce(DONE[form.dataset.step], "good");
  }
  document.getElementById("order").focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.dataset.step) {
    event.preventDefault();
    take(event.target);
  }
});
