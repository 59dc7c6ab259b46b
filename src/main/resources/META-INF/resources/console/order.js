// One order: every step asks first, and says what stood in its way.

import { localise, post, refresh, say } from "./pages.js";

const page = document.getElementById("order-page");
const done = document.getElementById("order-done");

const DONE = {
  confirm: "The order is confirmed.",
  extend: "The hold is extended.",
  cancel: "The order is cancelled.",
  fulfilments: "Shipped.",
  returns: "Taken back.",
};

function body(form) {
  const step = form.dataset.step;
  if (step === "extend") {
    return { seconds: form.elements.seconds.valueAsNumber };
  }
  if (step === "cancel") {
    const reason = form.elements.reason.value.trim();
    return reason ? { reason } : {};
  }
  const lines = [...form.querySelectorAll("input[data-sku]")]
    .map((input) => ({ sku: input.dataset.sku, quantity: input.valueAsNumber, all: input.value === input.defaultValue }))
    .filter((line) => line.quantity > 0);
  if (step === "returns") {
    const restock = form.elements.restock.checked;
    return { lines: lines.map(({ sku, quantity }) => ({ sku, quantity, restock })) };
  }
  const whole = lines.length === form.querySelectorAll("input[data-sku]").length && lines.every((line) => line.all);
  return whole ? {} : { lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
}

async function take(form) {
  const order = document.getElementById("order");
  const step = form.dataset.step;
  const dialog = form.closest("dialog");
  const buttons = form.querySelectorAll("button");
  const wanted = body(form);
  if (wanted.lines?.length === 0) {
    return;
  }
  buttons.forEach((button) => (button.disabled = true));
  let complaint = "";
  try {
    await post(page.dataset.base, page.dataset.shop, `orders/${order.dataset.id}/${step}`, wanted, {
      "If-Match": order.dataset.etag,
    });
  } catch (refused) {
    complaint = refused.message;
  }
  dialog.close();
  await refresh("order");
  say(done, complaint ? "" : DONE[step]);
  say(document.getElementById("order-problem"), complaint);
}

page.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) {
    document.getElementById(opens.dataset.opens).showModal();
  }
  event.target.closest("[data-closes]")?.closest("dialog").close();
});

page.addEventListener("submit", (event) => {
  if (event.target.dataset.step) {
    event.preventDefault();
    take(event.target);
  }
});

localise(page);
