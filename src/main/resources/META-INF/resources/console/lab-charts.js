// Charts of the race lab as SVG. Colours come from the style sheet, so that they follow the theme.

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 640;
const HEIGHT = 240;
const MARGIN = { top: 12, right: 16, bottom: 34, left: 52 };

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

function svg(name, attributes = {}, text = null) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  if (text !== null) {
    element.textContent = text;
  }
  return element;
}

function frame(label) {
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "lab-chart" });
}

/** Round numbers that divide a range into a few parts. */
function ticks(low, high) {
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const all = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step) {
    all.push(tick);
  }
  return all;
}

function horizontal(chart, y, text, kind) {
  chart.append(svg("line", { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y, y2: y, class: kind }));
  chart.append(svg("text", { x: MARGIN.left - 8, y: y + 4, class: "lab-tick lab-tick-y" }, text));
}

function below(chart, x, text) {
  chart.append(svg("text", { x, y: HEIGHT - 16, class: "lab-tick lab-tick-x" }, text));
}

function caption(chart, text) {
  chart.append(svg("text", { x: WIDTH - MARGIN.right, y: HEIGHT - 2, class: "lab-tick lab-caption" }, text));
}

function line(chart, points, series) {
  chart.append(svg("polyline", {
    points: points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
    class: `lab-line lab-hue-${series}`,
  }));
}

/** What is left over time; below zero the ground is red. */
export function stockChart(results) {
  const chart = frame("Units left over time");
  const longest = Math.max(1, ...results.flatMap((each) => each.timeline.map((point) => point.millis)));
  const lefts = results.flatMap((each) => each.timeline.map((point) => point.left));
  const low = Math.min(0, ...lefts);
  const high = Math.max(1, ...lefts);
  // As far below as there is room for the line of zero to be seen.
  const bottom = low < 0 ? low : -high / 20;
  const x = (millis) => MARGIN.left + (millis / longest) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (left) => MARGIN.top + ((high - left) / (high - bottom)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  if (low < 0) {
    chart.append(svg("rect", {
      x: MARGIN.left, y: y(0), width: WIDTH - MARGIN.left - MARGIN.right, height: y(low) - y(0), class: "lab-below-zero",
    }));
  }
  for (const tick of ticks(bottom < 0 && low === 0 ? 0 : low, high)) {
    horizontal(chart, y(tick), number.format(tick), tick === 0 ? "lab-zero" : "lab-grid");
  }
  for (const tick of ticks(0, longest)) {
    below(chart, x(tick), number.format(tick));
  }
  caption(chart, "ms since the start");
  results.forEach((each) => {
    const steps = [];
    each.timeline.forEach((point, i) => {
      if (i > 0) {
        steps.push([x(point.millis), y(each.timeline[i - 1].left)]);
      }
      steps.push([x(point.millis), y(point.left)]);
    });
    if (steps.length > 0) {
      line(chart, steps, each.series);
    }
  });
  return chart;
}

/** How many of the buyers had their answer within a time. */
export function latencyChart(results) {
  const chart = frame("Share of buyers with an answer, by time");
  const bounds = results.flatMap((each) => each.latencies.map((bucket) => bucket.upToMillis));
  const low = Math.log10(Math.min(...bounds, 1) / 2);
  const high = Math.log10(Math.max(...bounds, 10));
  const x = (millis) =>
    MARGIN.left + ((Math.log10(millis) - low) / (high - low)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (share) => MARGIN.top + (1 - share) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    horizontal(chart, y(share), `${share * 100} %`, "lab-grid");
  }
  for (let power = Math.ceil(low); power <= high; power++) {
    below(chart, x(10 ** power), number.format(10 ** power));
  }
  caption(chart, "ms until the final answer");
  results.forEach((each) => {
    const all = each.latencies.reduce((sum, bucket) => sum + bucket.buyers, 0);
    let sum = 0;
    const points = [];
    each.latencies.forEach((bucket, i) => {
      if (i === 0) {
        points.push([x(Math.max(bucket.upToMillis / 1.5, 10 ** low)), y(0)]);
      }
      sum += bucket.buyers;
      points.push([x(bucket.upToMillis), y(sum / all)]);
    });
    if (points.length > 0) {
      line(chart, points, each.series);
    }
  });
  return chart;
}

/** Units sold as a bar: what was there, and in red what was not. */
export function soldBar(result, stock, most) {
  const width = 200;
  const scale = (units) => (units / Math.max(1, most)) * width;
  const honest = result.sold - result.oversold;
  const bar = svg("svg", {
    viewBox: `0 0 ${width} 16`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${number.format(result.sold)} sold of ${number.format(stock)}, `
      + `${number.format(result.oversold)} oversold, ${number.format(result.undersold)} undersold`,
    class: "lab-bar",
  });
  bar.append(svg("rect", { x: 0, y: 2, width: scale(stock), height: 12, class: "lab-bar-stock" }));
  bar.append(svg("rect", { x: 0, y: 2, width: scale(honest), height: 12, class: "lab-bar-sold" }));
  if (result.undersold > 0) {
    bar.append(svg("rect", {
      x: scale(honest), y: 2, width: scale(result.undersold), height: 12, class: "lab-bar-undersold",
    }));
  }
  if (result.oversold > 0) {
    bar.append(svg("rect", {
      x: scale(honest), y: 2, width: scale(result.oversold), height: 12, class: "lab-bar-oversold",
    }));
  }
  return bar;
}
