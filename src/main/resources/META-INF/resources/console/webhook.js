// A webhook's deliveries: any of them can be sent again.

import { localise, post, refresh, say } from "./pages.js";

const page = document.getElementById("webhook-page");

page.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-retry]");
  if (!button) {
    return;
  }
  button.disabled = true;
  const { base, shop, webhook } = page.dataset;
  let complaint = "";
  try {
    await post(base, shop, `webhooks/${webhook}/deliveries/${encodeURIComponent(button.dataset.retry)}/retry`, {});
  } catch (refused) {
    complaint = refused.message;
  }
  await refresh("deliveries");
  say(document.getElementById("delivery-problem"), complaint);
  say(document.getElementById("delivery-done"), complaint ? "" : "It is on its way again.");
});

document.getElementById("reload").addEventListener("click", () => refresh("deliveries"));

localise(page);
