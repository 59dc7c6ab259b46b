// What the pages for orders, events and health share: calls of the API, and parts that are read anew.

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const count = new Intl.NumberFormat();

/** Times in the viewer's zone and numbers in the viewer's manner. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    time.textContent = when.format(new Date(time.dateTime));
  }
  for (const number of root.querySelectorAll("[data-number]")) {
    const value = Number(number.textContent);
    if (Number.isFinite(value)) {
      number.textContent = count.format(value);
    }
  }
}

export function timeElement(instant) {
  const time = document.createElement("time");
  time.dateTime = instant;
  time.textContent = when.format(new Date(instant));
  return time;
}

function key() {
  // randomUUID exists on secure origins only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Refused extends Error {
  constructor(problem) {
    super(text(problem));
    this.problem = problem;
  }
}

function text(problem) {
  const details = (problem.violations ?? []).map((one) => `${one.field} ${one.message}`);
  if (problem.status === 412) {
    details.push("Somebody else was faster. Below is how it stands now; look again and decide anew.");
  }
  if (problem.allowed) {
    const next = problem.allowed.length > 0 ? problem.allowed.join(" or ") : "nothing else";
    // Here the member status is the order's, not the code of HTTP.
    details.push(`It is ${problem.status}. From here it can become ${next}.`);
  }
  return [`${problem.title}: ${problem.detail}`, ...details].join(" ");
}

/** Sends JSON to the API; throws Refused with what it says against it. */
export async function post(base, shop, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(`${base}api/v1/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Holdfast-Shop": shop, "Idempotency-Key": key(), ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused({ title: "No answer", detail: "The service cannot be reached; it may have been done." });
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refused(answer ?? { title: `HTTP ${response.status}`, detail: response.statusText });
  }
  return answer;
}

/** Reads the page again and swaps one part of it. */
export async function refresh(id) {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.getElementById(id);
  if (part) {
    const old = document.getElementById(id);
    old.replaceWith(document.adoptNode(part));
    localise(part);
  }
  return part;
}

/** Says something to everybody, those who listen too. */
export function say(element, message) {
  element.textContent = message;
  element.hidden = message === "";
}
