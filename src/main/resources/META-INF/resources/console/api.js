// Writing: everything goes through the public API, as JSON, so that it has the API's own rules.

import { sessionIsOver } from "./console.js";

const { base, shop } = document.body.dataset;

/** The headers that every call needs. With a session, changes need the shop's: no other site can send it. */
export function headers(more = {}) {
  return { "Holdfast-Shop": shop, ...more };
}

/** The address of an API path, such as "items/mug". */
export function address(path) {
  return `${base}api/v1/${path}`;
}

/**
 * Sends a request and reads the answer. Never throws: without a connection the status is 0.
 *
 * @returns {Promise<{ok: boolean, status: number, body: any, etag: string | null}>}
 */
export async function send(method, path, body, more = {}) {
  try {
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const response = await fetch(address(path), {
      method,
      headers: headers({ ...json, ...more }),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.status === 401) {
      sessionIsOver();
    }
    const text = await response.text();
    return {
      ok: response.ok,
      status: response.status,
      body: text === "" ? null : JSON.parse(text),
      etag: response.headers.get("ETag"),
    };
  } catch {
    return { ok: false, status: 0, body: { detail: "The service cannot be reached." }, etag: null };
  }
}

/** A key for one act of a person: repeating the call with it changes nothing twice. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return "console-" + Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a problem document means, in one line. */
export function explain(problem) {
  const violations = problem?.violations ?? [];
  return violations.length > 0
    ? violations.map((violation) => `${violation.field} ${violation.message}`).join("; ")
    : problem?.detail ?? "The service gave no reason.";
}

/** Shows a problem at the form and marks the fields it is about; null takes it away. */
export function show(form, problem) {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
  const place = form.querySelector("[data-problem]");
  place.textContent = problem === null ? "" : explain(problem);
  for (const violation of problem?.violations ?? []) {
    form.elements.namedItem(violation.field)?.setAttribute("aria-invalid", "true");
  }
}
