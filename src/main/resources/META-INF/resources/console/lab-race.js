// A race's page: follows it while it runs, and shows what came of it.

import { address, headers } from "./api.js";
import { announce } from "./console.js";
import { latencyChart, soldBar, stockChart } from "./lab-charts.js";

const page = document.querySelector("[data-race]");
const url = address(page.dataset.race);
const find = (name) => page.querySelector(`[data-${name}]`);
const whole = new Intl.NumberFormat();
const oneDigit = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const STATUS = {
  QUEUED: "waits for its turn",
  RUNNING: "is running",
  FINISHED: "is over",
  FAILED: "failed",
  CANCELLED: "was cancelled",
};

const COLUMNS = [
  ["sold", whole], ["refused", whole], ["gaveUp", whole], ["oversold", whole], ["undersold", whole],
  ["booksOffBy", whole], ["conflicts", whole], ["retries", whole], ["returns", whole],
  ["ordersPerSecond", oneDigit], ["p50Millis", oneDigit], ["p99Millis", oneDigit],
];
/** Whether the race was seen on its way. */
let running = false;

const DAMAGE = new Set(["oversold", "undersold", "gaveUp", "booksOffBy"]);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

const over = (race) => race.status !== "QUEUED" && race.status !== "RUNNING";
const ran = (result) => result.status !== "WAITING" && result.status !== "SKIPPED";

/** The class and the text of an entrant's badge. */
function verdict(result) {
  if (result.oversold > 0) {
    return ["badge bad", "oversold"];
  }
  switch (result.status) {
    case "WAITING":
      return ["badge", "waits"];
    case "SKIPPED":
      return ["badge", "skipped"];
    case "RUNNING":
      return ["badge", "running"];
    default:
  }
  if (result.undersold > 0) {
    return ["badge bad", "undersold"];
  }
  if (result.gaveUp > 0) {
    return ["badge bad", "errors"];
  }
  if (result.booksOffBy !== 0) {
    return ["badge bad", "wrong books"];
  }
  if (result.mistake) {
    return ["badge warn", "got away"];
  }
  return result.status === "CUT_SHORT" ? ["badge warn", "cut short"] : ["badge good", "held"];
}

function card(result, race, most) {
  const stock = race.settings.stock * race.settings.skus * race.settings.rounds;
  const item = element("li", "card lab-card lab-result");
  item.dataset.entrant = result.name;
  const head = element("div", "lab-head");
  head.append(element("span", `lab-swatch lab-hue-${result.series}`));
  head.append(element("h3", "", result.name));
  head.append(element("span", ...verdict(result)));
  item.append(head);
  if (ran(result)) {
    item.append(soldBar(result, stock, most));
    const line = element("p", "");
    line.append(`${whole.format(result.sold)} of ${whole.format(stock)} sold`);
    if (result.oversold > 0) {
      line.append(" · ", element("strong", "lab-red", `${whole.format(result.oversold)} oversold`));
    }
    if (result.undersold > 0) {
      line.append(" · ", element("strong", "lab-red", `${whole.format(result.undersold)} undersold`));
    }
    if (result.status === "RUNNING") {
      line.append(` · ${whole.format(result.served)} of ${whole.format(result.buyers)} buyers served`);
    } else {
      line.append(` · ${oneDigit.format(result.ordersPerSecond)} orders/s`);
    }
    item.append(line);
  }
  item.append(element("p", "muted", result.explanation ?? result.note ?? ""));
  if (result.explanation && result.note) {
    item.append(element("p", "muted", result.note));
  }
  return item;
}

function row(result) {
  const line = element("tr");
  line.dataset.row = result.name;
  const name = element("th", "", result.name);
  name.scope = "row";
  line.append(name);
  for (const [figure, format] of COLUMNS) {
    const bad = DAMAGE.has(figure) && result[figure] !== 0;
    const cell = element("td", bad ? "lab-red" : "", ran(result) ? format.format(result[figure]) : "–");
    cell.dataset.figure = figure;
    line.append(cell);
  }
  return line;
}

function legend(results) {
  return results.map((each) => {
    const entry = element("li");
    entry.append(element("span", `lab-swatch lab-hue-${each.series}`), each.name);
    return entry;
  });
}

function render(race) {
  const results = race.results.map((each, i) => ({ ...each, series: i % 12 }));
  const raced = results.filter(ran);
  const most = Math.max(race.settings.stock * race.settings.skus * race.settings.rounds,
    ...results.map((each) => each.sold));
  find("status").textContent = STATUS[race.status];
  find("note").textContent = race.note ?? "";
  const progress = find("progress");
  progress.max = results.reduce((sum, each) => sum + each.buyers, 0);
  progress.value = results.reduce((sum, each) => sum + (each.status === "SKIPPED" || each.status === "CUT_SHORT"
    ? each.buyers : each.served), 0);
  progress.hidden = race.status !== "RUNNING" && race.status !== "QUEUED";
  find("cards").replaceChildren(...results.map((each) => card(each, race, most)));
  find("rows").replaceChildren(...results.map(row));
  if (raced.length > 0) {
    find("stock").replaceChildren(stockChart(raced));
    find("latency").replaceChildren(latencyChart(raced));
    find("legend").replaceChildren(...legend(raced));
  }
  if (race.status === "FINISHED" && running) {
    const bad = results.filter((each) => each.oversold > 0).map((each) => each.name);
    announce(bad.length > 0 ? `The race is over. Oversold: ${bad.join(", ")}.` : "The race is over. Nobody oversold.");
  }
  running = !over(race);
}

async function load() {
  const response = await fetch(url, { headers: headers() });
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  const race = await response.json();
  render(race);
  return race;
}

/** Unlike the event stream this one ends, so it is read here: after its end it is not opened again. */
async function follow() {
  const response = await fetch(`${url}/events`, { headers: headers() });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value.replaceAll("\r", "");
    const events = text.split("\n\n");
    text = events.pop();
    const last = events.map((event) => event.split("\n").filter((each) => each.startsWith("data:"))
      .map((each) => each.slice(5)).join("\n")).filter((data) => data !== "").pop();
    if (last) {
      render(JSON.parse(last));
    }
  }
}

async function run() {
  for (;;) {
    try {
      if (over(await load())) {
        find("trouble").hidden = true;
        return;
      }
      find("trouble").hidden = true;
      await follow();
    } catch {
      find("trouble").hidden = false;
      await new Promise((resume) => setTimeout(resume, 2000));
    }
  }
}

find("share").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    announce("The link is copied.", "good");
  } catch {
    // Without leave for the clipboard the address itself is there to be copied.
    find("link-place").hidden = false;
    find("link").value = location.href;
    find("link").select();
  }
});

for (const download of page.querySelectorAll("[data-download]")) {
  download.addEventListener("click", async (event) => {
    event.preventDefault();
    const response = await fetch(download.href, { headers: headers() });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = download.dataset.download;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

run();
