// A webhook's deliveries: any of them can be sent again.

import { announce } from "./console.js";
import { explain, send } from "./api.js";

const page = document.getElementById("webhook-page");

/** Where the deliveries shown are: those of the chosen status, even before the address says so. */
function shown() {
  const { status } = page.querySelector("form").elements;
  const place = new URL(location.href);
  if ((place.searchParams.get("status") ?? "") !== status.value) {
    place.searchParams.set("status", status.value);
    place.searchParams.delete("after");
  }
  return place.href;
}

// Of two requests for them the page drops the earlier (hx-sync), which rejects its promise: the later
// one shows what there is to see, and console.js tells every other failure.
function read() {
  const deliveries = document.getElementById("deliveries");
  return htmx
    .ajax("GET", shown(), {
      source: deliveries,
      target: deliveries,
      select: "#deliveries",
      swap: "outerHTML settle:0ms",
    })
    .catch(() => {});
}

page.addEventListener("click", async (event) => {
  if (event.target.closest("[data-read]")) {
    await read();
  }
  const button = event.target.closest("[data-retry]");
  if (button) {
    button.disabled = true;
    const path = `webhooks/${page.dataset.webhook}/deliveries/${encodeURIComponent(button.dataset.retry)}/retry`;
    const answer = await send("POST", path, {});
    await read();
    announce(answer.ok ? "It is on its way again." : explain(answer.body), answer.ok ? "good" : "bad");
  }
});
