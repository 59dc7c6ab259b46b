// What every page does: theme, numbers and times as the viewer writes them, messages.

const body = document.body;
const whole = new Intl.NumberFormat();
const signed = new Intl.NumberFormat(undefined, { signDisplay: "exceptZero" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const SHOWN_MILLIS = 8000;

/** Says something to everybody, screen readers included; kind is "good", "bad" or nothing. */
export function announce(text, kind = "") {
  const message = document.createElement("p");
  message.className = `message ${kind}`;
  message.textContent = text;
  document.querySelector("[data-messages]").replaceChildren(message);
  setTimeout(() => message.remove(), SHOWN_MILLIS);
}

/** Says, until the page is left, that nothing can be seen or done before a new login. */
export function sessionIsOver() {
  if (document.querySelector("[data-session-over]")) {
    return;
  }
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Log in again";
  const message = document.createElement("p");
  message.className = "message bad";
  message.dataset.sessionOver = "";
  message.append("Your session is over. ", link);
  document.querySelector("[data-messages]").before(message);
}

/** Rewrites numbers (data-number, data-signed) and times (time[datetime]) below an element. */
export function localize(root) {
  for (const element of root.querySelectorAll("[data-number]")) {
    element.textContent = whole.format(BigInt(element.dataset.number));
  }
  for (const element of root.querySelectorAll("[data-signed]")) {
    element.textContent = signed.format(BigInt(element.dataset.signed));
  }
  for (const element of root.querySelectorAll("time[datetime]")) {
    const at = new Date(element.dateTime);
    if (!Number.isNaN(at.getTime())) {
      element.textContent = moment.format(at);
      element.title = element.dateTime;
    }
  }
}

function switchTheme() {
  const root = document.documentElement;
  const dark =
    root.dataset.theme === "dark" ||
    (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie =
    `holdfast-theme=${root.dataset.theme}; path=${body.dataset.base}; max-age=31536000; SameSite=Lax`;
  root.dispatchEvent(new CustomEvent("themechange", { bubbles: true }));
  announce(`The theme is ${root.dataset.theme}.`);
}

document.querySelector("[data-theme-switch]").addEventListener("click", switchTheme);
document.addEventListener("htmx:load", (event) => localize(event.detail.elt));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) {
    sessionIsOver();
  } else {
    announce(`The service answered with status ${event.detail.xhr.status}.`, "bad");
  }
});
document.addEventListener("htmx:sendError", () => announce("The service cannot be reached.", "bad"));

// A button with data-opens opens the dialog of that id; data-closes closes the one around it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens], [data-closes]");
  if (button?.dataset.opens) {
    document.getElementById(button.dataset.opens).showModal();
  } else if (button) {
    button.closest("dialog").close();
  }
});

localize(document);
