// The list of orders: times are given in the viewer's zone and asked for in UTC.

import { localise } from "./pages.js";

const form = document.getElementById("order-filter");

for (const local of form.querySelectorAll("[data-instant]")) {
  const instant = form.elements[local.dataset.instant];
  if (instant.value) {
    const time = new Date(instant.value);
    local.value = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  local.addEventListener("change", () => {
    instant.value = local.value ? new Date(local.value).toISOString() : "";
  });
}

form.addEventListener("submit", () => {
  // What is empty asks for nothing and makes the address long.
  for (const field of form.elements) {
    field.disabled ||= field.name !== "" && field.value === "";
  }
});

localise(document.getElementById("orders"));
