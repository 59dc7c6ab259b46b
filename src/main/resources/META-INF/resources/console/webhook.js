// A webhook's deliveries: any of them can be sent again.

import { announce } from "./console.js";
import { explain, send } from "./api.js";

const page = document.getElementById("webhook-page");

function read() {
  const deliveries = document.getElementById("deliveries");
  return htmx.ajax("GET", location.href, {
    source: deliveries,
    target: deliveries,
    select: "#deliveries",
    swap: "outerHTML settle:0ms",
  });
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
