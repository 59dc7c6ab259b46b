// The list of orders: times are asked for in the viewer's zone and sent in UTC.

const form = document.getElementById("order-filter");

for (const local of form.querySelectorAll("[data-instant]")) {
  const instant = form.elements.namedItem(local.dataset.instant);
  if (instant.value !== "") {
    const time = new Date(instant.value);
    local.value = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  local.addEventListener("change", () => {
    instant.value = local.value === "" ? "" : new Date(local.value).toISOString();
  });
}
