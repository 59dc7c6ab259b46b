// The race lab's front page: a click on a scenario, or the form, starts a race and leads to its page.

import { send, show, explain } from "./api.js";
import { announce } from "./console.js";

const { base, query } = document.body.dataset;
const page = document.querySelector("[data-lab]");
const form = page.querySelector("[data-lab-form]");

async function start(race, button, refuse) {
  button.disabled = true;
  const answer = await send("POST", "lab/races", race);
  button.disabled = false;
  if (answer.ok) {
    location.assign(`${base}lab/races/${answer.body.id}${query}`);
  } else {
    refuse(answer.body);
  }
}

for (const button of page.querySelectorAll("[data-scenario]")) {
  button.addEventListener("click", () =>
    start({ scenario: button.dataset.scenario }, button, (problem) => announce(explain(problem), "bad")));
}

// A scenario fills the form, to be changed from there.
for (const button of page.querySelectorAll("[data-adjust]")) {
  button.addEventListener("click", () => {
    const settings = JSON.parse(button.dataset.adjust);
    show(form, null);
    for (const field of form.elements) {
      if (field.name === "strategies") {
        field.checked = settings.strategies.includes(field.value);
      } else if (field.name === "inStep") {
        field.checked = settings.inStep;
      } else if (field.name in settings) {
        field.value = settings[field.name];
      }
    }
    form.scrollIntoView();
    form.elements.namedItem("stock").focus();
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(form, null);
  const race = { strategies: [], inStep: form.elements.namedItem("inStep").checked };
  for (const field of form.elements) {
    if (field.name === "strategies" && field.checked) {
      race.strategies.push(field.value);
    } else if (field.type === "number") {
      race[field.name] = field.valueAsNumber;
    }
  }
  start(race, event.submitter, (problem) => show(form, problem));
});
