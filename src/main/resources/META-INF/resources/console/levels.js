// Changing the levels of an item: counts, which are refused when somebody was faster, and adjustments.

import { announce } from "./console.js";
import { newKey, send, show } from "./api.js";

const whole = new Intl.NumberFormat();
const UNSEEN = 412;

const path = (sku, location) =>
  `items/${encodeURIComponent(sku)}/levels/${encodeURIComponent(location)}`;

/** The whole number in a field, or null with a word at the form about what is wrong. */
function number(form, name) {
  const field = form.elements.namedItem(name);
  if (field.value !== "" && field.checkValidity()) {
    return Number(field.value);
  }
  show(form, { violations: [{ field: name, message: "must be a whole number" + (name === "onHand" ? " from 0" : "") }] });
  field.focus();
  return null;
}

class Level {
  constructor(section, sku, reload) {
    this.section = section;
    this.sku = sku;
    this.location = section.dataset.level;
    this.version = section.dataset.version;
    this.onHand = section.dataset.onHand;
    this.reload = reload;
    this.count = section.querySelector("[data-count]");
    this.conflict = this.count.querySelector("[data-conflict]");
    const adjust = section.querySelector("[data-adjust]");
    this.count.addEventListener("submit", (event) => this.submit(event, () => this.saveCount()));
    adjust.addEventListener("submit", (event) => this.submit(event, () => this.adjust(adjust)));
    this.conflict.querySelector("[data-mine]").addEventListener("click", () => this.saveCount());
    this.conflict.querySelector("[data-theirs]").addEventListener("click", () => this.reload());
  }

  async submit(event, act) {
    event.preventDefault();
    if (!this.isSending) {
      this.isSending = true;
      await act();
      this.isSending = false;
    }
  }

  async saveCount() {
    const onHand = number(this.count, "onHand");
    if (onHand === null) {
      return;
    }
    const reason = this.count.elements.namedItem("reason").value.trim();
    const answer = await send(
      "PUT",
      path(this.sku, this.location),
      reason === "" ? { onHand } : { onHand, reason },
      { "If-Match": `"${this.version}"` },
    );
    if (answer.status === UNSEEN) {
      await this.showConflict(onHand);
      return;
    }
    this.conflict.hidden = true;
    show(this.count, answer.ok ? null : answer.body);
    if (answer.ok) {
      announce(`${this.sku} at ${this.location}: ${whole.format(onHand)} counted.`, "good");
      await this.reload();
    }
  }

  /** Nothing was saved: says what is there now, and leaves the choice. */
  async showConflict(wanted) {
    const now = await send("GET", path(this.sku, this.location));
    if (!now.ok) {
      show(this.count, now.body);
      return;
    }
    const before = Number(this.onHand);
    const { onHand, reserved, version } = now.body;
    this.conflict.querySelector("[data-conflict-text]").textContent =
      "Somebody was faster; your count was not saved. You saw " +
      `${whole.format(before)} on hand; now there are ${whole.format(onHand)}, ${whole.format(reserved)} of them reserved. ` +
      `You counted ${whole.format(wanted)}.`;
    this.version = version;
    this.onHand = onHand;
    show(this.count, null);
    this.conflict.hidden = false;
    this.conflict.querySelector("[data-theirs]").focus();
  }

  async adjust(form) {
    const delta = number(form, "delta");
    if (delta === null) {
      return;
    }
    // The same key while the same act is tried again, so that it is done once.
    const act = `${delta} ${form.elements.namedItem("reason").value}`;
    if (this.act !== act) {
      this.act = act;
      this.key = newKey();
    }
    const answer = await send(
      "POST",
      `items/${encodeURIComponent(this.sku)}/adjustments`,
      { delta, reason: form.elements.namedItem("reason").value, location: this.location },
      { "Idempotency-Key": this.key },
    );
    show(form, answer.ok ? null : answer.body);
    if (answer.ok) {
      announce(`${this.sku} at ${this.location}: adjusted by ${whole.format(delta)}.`, "good");
      await this.reload();
    }
  }
}

/** Brings the levels below a place to life, after loading them where an address is given. */
export async function openEditor(place, sku, address) {
  const { base, query } = document.body.dataset;
  const itself = address ?? `${base}stock/${encodeURIComponent(sku)}/levels${query}`;
  const reload = () => openEditor(place, sku, itself);
  if (address) {
    const controls = () => [...place.querySelectorAll("input, select, button")];
    const focused = controls().indexOf(document.activeElement);
    await htmx.ajax("GET", address, { source: place, target: place, swap: "innerHTML" });
    controls()[focused]?.focus();
    place.dispatchEvent(new CustomEvent("levelsloaded", { bubbles: true }));
  }
  for (const section of place.querySelectorAll("[data-level]")) {
    new Level(section, sku, reload);
  }
}
