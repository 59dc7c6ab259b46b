// Live charts of what this process samples once a second, and the hottest SKUs of the shop.

/* global uPlot */

import { headers } from "./api.js";
import { follow } from "./stream.js";

const { base, query } = document.body.dataset;
const KEPT = 300;
const NONE = "–";

/** What each chart draws: the figure of a sample, and its colour. */
const CHARTS = {
  orders: [["accepted", "good"], ["refused", "muted"], ["failed", "bad"]],
  conflicts: [["conflicts", "bad"], ["retries", "accent"]],
  batches: [["batch", "accent"], ["queue", "muted"]],
  latency: [["p50", "accent"], ["p99", "bad"]],
};

const SPARSE = new Set(["batch", "p50", "p99"]);

const FIGURES = ["attempts", "accepted", "rejected", "conflicts", "retries", "maxWaitMillis"];

const format = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat();

function show(value, unit) {
  return value == null ? NONE : format.format(value) + unit;
}

/** A colour of the theme as a canvas needs it: resolved, which a custom property by itself is not. */
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--chart-${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function options(chart, element) {
  const axis = { stroke: colour("ink"), grid: { stroke: colour("grid") }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (plot, low, high) => [0, Math.max(1, high ?? 1)] } },
    axes: [
      { ...axis, space: 70 },
      { ...axis, size: 56, values: (plot, ticks) => ticks.map((tick) => fine.format(tick)) },
    ],
    series: [
      {},
      ...chart.map(([name, hue]) => ({
        label: name,
        stroke: colour(hue),
        width: 2,
        // In a second without orders there is no such figure, and no line to draw.
        points: { show: SPARSE.has(name), size: 4, fill: colour(hue) },
      })),
    ],
  };
}

class Charts {
  constructor(root) {
    this.root = root;
    this.samples = [];
    this.plots = new Map();
    for (const element of root.querySelectorAll("[data-chart]")) {
      new ResizeObserver(() => this.resize(element)).observe(element);
    }
  }

  add(samples) {
    for (const sample of samples) {
      // The first answer and the first sample may be the same one.
      if (this.samples.length === 0 || sample.at > this.samples.at(-1).at) {
        this.samples.push(sample);
      }
    }
    this.samples.splice(0, this.samples.length - KEPT);
    this.draw();
  }

  draw() {
    const times = this.samples.map((sample) => sample.at / 1000);
    for (const element of this.root.querySelectorAll("[data-chart]")) {
      const chart = CHARTS[element.dataset.chart];
      const data = [times, ...chart.map(([name]) => this.samples.map((sample) => sample[name]))];
      const plot = this.plots.get(element);
      if (plot) {
        plot.setData(data);
      } else if (element.clientWidth > 0) {
        this.plots.set(element, new uPlot(options(chart, element), data, element));
      }
      element.dataset.points = String(times.length);
    }
    const last = this.samples.at(-1);
    for (const element of this.root.querySelectorAll("[data-now]")) {
      element.textContent = show(last?.[element.dataset.now], element.dataset.unit ?? "");
    }
  }

  /** Colours are the theme's, and a canvas does not follow a style sheet. */
  repaint() {
    for (const plot of this.plots.values()) {
      plot.destroy();
    }
    this.plots.clear();
    this.draw();
  }

  resize(element) {
    this.plots.get(element)?.setSize({ width: element.clientWidth, height: element.clientHeight });
  }
}

function row(table, sku) {
  const row = document.createElement("tr");
  row.dataset.sku = sku;
  const name = document.createElement("th");
  name.scope = "row";
  const link = document.createElement("a");
  link.href = `${base}stock/${encodeURIComponent(sku)}${query}`;
  link.textContent = sku;
  name.append(link);
  row.append(name);
  for (const figure of FIGURES) {
    const cell = row.insertCell();
    cell.className = "number";
    cell.dataset.figure = figure;
  }
  return row;
}

/** Rows that stay are kept, so that a focused link is not swapped away under the reader. */
function fill(table, hot) {
  const known = new Map([...table.tBodies[0].rows].map((old) => [old.dataset.sku, old]));
  hot.forEach((sku, place) => {
    const shown = known.get(sku.sku) ?? row(table, sku.sku);
    known.delete(sku.sku);
    for (const cell of shown.querySelectorAll("[data-figure]")) {
      cell.textContent = whole.format(sku[cell.dataset.figure]);
    }
    if (table.tBodies[0].rows[place] !== shown) {
      table.tBodies[0].insertBefore(shown, table.tBodies[0].rows[place] ?? null);
    }
  });
  known.forEach((gone) => gone.remove());
  document.getElementById("hot-place").hidden = hot.length === 0;
  document.getElementById("hot-none").hidden = hot.length > 0;
}

const charts = new Charts(document.getElementById("contention"));
const table = document.getElementById("hot");
const state = document.getElementById("live-state");

follow(
  `${base}contention/samples`,
  headers(),
  (news) => {
    charts.add(news.samples);
    fill(table, news.hot);
  },
  () => (state.textContent = "Live"),
  () => (state.textContent = "Connection lost, trying again"),
);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.repaint());
document.addEventListener("themechange", () => charts.repaint());
