// The race lab's front page: a click on a scenario, or the form, starts a race and leads to its page.

const page = document.querySelector("[data-lab]");
const message = page.querySelector("[data-lab-message]");
const form = page.querySelector("form[data-lab-form]");

function complain(text) {
  message.textContent = text;
  message.hidden = text === "";
}

function clear() {
  complain("");
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
}

/** Says what is wrong where it is wrong. */
function show(problem) {
  const violations = problem.violations ?? [];
  for (const violation of violations) {
    const name = violation.field.replace(/\[.*/, "");
    form.querySelector(`[name="${CSS.escape(name)}"]`)?.setAttribute("aria-invalid", "true");
  }
  complain(violations.length > 0
    ? violations.map((violation) => `${violation.field} ${violation.message}`).join(" · ")
    : problem.detail ?? "The race could not be started.");
  form.querySelector("[aria-invalid]")?.focus();
}

async function start(race, button) {
  clear();
  button.disabled = true;
  try {
    const response = await fetch(page.dataset.races, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Holdfast-Shop": page.dataset.shop },
      body: JSON.stringify(race),
    });
    const answer = await response.json();
    if (response.ok) {
      location.assign(page.dataset.page.replace("RACE", answer.id));
      return;
    }
    show(answer);
  } catch {
    complain("The service cannot be reached.");
  }
  button.disabled = false;
}

for (const button of page.querySelectorAll("button[data-scenario]")) {
  button.addEventListener("click", () => start({ scenario: button.dataset.scenario }, button));
}

// A scenario fills the form, to be changed from there.
for (const button of page.querySelectorAll("button[data-adjust]")) {
  button.addEventListener("click", () => {
    const settings = JSON.parse(button.dataset.adjust);
    for (const field of form.elements) {
      if (field.name === "strategies") {
        field.checked = settings.strategies.includes(field.value);
      } else if (field.name === "inStep") {
        field.checked = settings.inStep;
      } else if (field.name in settings) {
        field.value = settings[field.name];
      }
    }
    form.scrollIntoView({ block: "start" });
    form.querySelector("input").focus();
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const race = { strategies: [], inStep: form.elements.inStep.checked };
  for (const field of form.elements) {
    if (field.name === "strategies") {
      if (field.checked) {
        race.strategies.push(field.value);
      }
    } else if (field.type === "number" && field.value !== "") {
      race[field.name] = Number(field.value);
    }
  }
  start(race, event.submitter ?? form.querySelector("button"));
});
