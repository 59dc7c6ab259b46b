"""The page, its charts and the raw figures."""

import json
import statistics

import charts
import goals

COUNTED = {"replays": "replayed answers/s", "http ceiling": "answers/s", "bare row": "updates/s"}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(values):
    return f"{number(statistics.median(values))} ({number(min(values))} – {number(max(values))})"


def _variants(runs):
    return list(dict.fromkeys(run["variant"] for run in runs))


def _of(runs, variant):
    return [run for run in runs if run["variant"] == variant]


def _ratios(results):
    lines = ["| ratio, inside a round | median (spread) | goal | met |", "|---|--:|--:|---|"]
    rows = []
    for goal in goals.GOALS:
        ratios = goal.per_round(results[goal.scenario]["runs"]) if goal.scenario in results else []
        if not ratios:
            continue
        middle = statistics.median(ratios)
        bound = f"{'≤' if goal.atMost else '≥'} {goal.goal:g}"
        lines.append(f"| {goal.text} | {spread(ratios)} | {bound}{', ' + goal.only if goal.only else ''} "
                     f"| {'yes' if goal.met(middle) else 'no'} |")
        rows.append((goal.text.replace("`", ""), middle / goal.goal, min(ratios) / goal.goal, max(ratios) / goal.goal, 1))
    return lines, rows


def _latencies(runs, variant):
    """What is known of the times of a variant, as medians over its runs."""
    runs = _of(runs, variant)
    if "answers" in runs[0]:
        parts = []
        for status in sorted({status for run in runs for status in run["answers"]}):
            found = [run["answers"][status] for run in runs if status in run["answers"]]
            parts.append(f"{status}: p50 {number(statistics.median(t['p50ms'] for t in found))}, "
                         f"p99 {number(statistics.median(t['p99ms'] for t in found))} ms")
        late = number(statistics.median(run["sentLate"]["p99ms"] for run in runs))
        extra = f"; sent late, p99 {late} ms; at {number(statistics.median(run['rate'] for run in runs))}/s"
        if "batchMs" in runs[0]:
            extra += f"; mean batch {number(statistics.median(run['batchMs'] for run in runs))} ms"
        return "; ".join(parts) + extra
    if "p99ms" in runs[0]:
        return (f"p50 {number(statistics.median(run['p50ms'] for run in runs))}, "
                f"p99 {number(statistics.median(run['p99ms'] for run in runs))} ms")
    if "p50ms" in runs[0]:
        return f"p50 {number(statistics.median(run['p50ms'] for run in runs))} ms"
    return ""


def _shares(runs, variant):
    """Of the processor time that a variant took, as medians over its runs."""
    runs = [run["cpu"] for run in _of(runs, variant)]
    return ", ".join(f"{who} {statistics.median(cpu[who] / sum(cpu.values()) for cpu in runs):.0%}" for who in runs[0])


def _scenario(name, result, explanation):
    runs, books = result["runs"], [row for row in result["books"] if row]
    oversold = sum(row["oversold"] for row in books)
    lines = [f"## {name}", "", explanation, "", f"![{name}]({{stem}}-{name}.svg)", "",
             "| variant | per second: median (spread) | oversold | times | processor time | every run |", "|---|--:|--:|---|---|---|"]
    rows = []
    for variant in _variants(runs):
        rates = [run["perSecond"] for run in _of(runs, variant)]
        unit = COUNTED.get(variant, "orders/s")
        lines.append(f"| {variant}, {unit} | {spread(rates)} | {oversold} | {_latencies(runs, variant)} | {_shares(runs, variant)} "
                     f"| {' '.join(number(value) for value in rates)} |")
        rows.append((variant, statistics.median(rates), min(rates), max(rates), None))
    if name == "sell-out":
        refusals = [run["refusalsPerSecond"] for run in runs]
        lines.append(f"| refusals/s after the last unit | {spread(refusals)} | {oversold} | | | {' '.join(map(number, refusals))} |")
        rows.append(("refusals after the last unit", statistics.median(refusals), min(refusals), max(refusals), None))
        gone = [run for run in runs if run["soldOut"]]
        lines += ["", f"Sold out in {len(gone)} of {len(runs)} runs; units offered and sold there: "
                  + ", ".join(f"{run['units']}/{run['sold']}" for run in gone) + "."]
    if "residentMb" in runs[0]:
        lines += ["", "Resident memory of the service after each run, MB: " + " ".join(number(run["residentMb"]) for run in runs) + "."]
    last = books[-1]
    held = [row["invariants"] for row in books]
    lines += ["", f"Books after every round: oversold {oversold}, deadlocks {last['deadlocks']}, lost acknowledgements 0; units acknowledged "
              f"{last['acknowledged']:,}, reserved {last['reserved']:,} (at most {last['unsure']:,} were asked for without an answer before a run's end). "
              f"The service found its invariants kept in {held.count(True)} of {len(held)} checks"
              + (f"; {held.count(None)} took longer than its statement time-out." if held.count(None) else "."), ""]
    if empty := sum(run["perSecond"] <= 0 for run in runs):
        lines += [f"**{empty} of {len(runs)} runs had not a single answer that counts: the figures are void.**", ""]
    if last.get("full"):
        lines += [f"Full tables: {result['loaded']:,} orders loaded, {result['size']}; at the end oversold {last['full']['oversold']}, deadlocks "
                  f"{last['full']['deadlocks']}, reserved = allocated = {last['full']['reserved']:,}.", ""]
    return lines, charts.bars(f"{name}: per second, median and spread", rows, number)


def write(folder, environment, results, explanations, failed):
    """Writes the page, the charts and the raw figures; answers the page's path."""
    folder.mkdir(exist_ok=True)
    stem = f"bench-{environment['date']}"
    ratios, bars = _ratios(results)
    lines = [f"# Benchmark of {environment['date']}", "",
             "Every counted order is a 201 received over HTTP, and durable: `fsync` and `synchronous_commit` are on. Load generator,",
             "service and database share the machine, so only ratios travel. A ratio is formed inside a round, in which what is compared",
             "runs there and back (ABBA). How it is measured: [bench](../README.md); what was expected: [performance](../../docs/performance.md).",
             "", *(f"**Failed: {name}.** {what}\n" for name, what in failed.items()), *ratios, ""]
    if bars:
        lines += [f"![ratios]({stem}-ratios.svg)", ""]
        (folder / f"{stem}-ratios.svg").write_text(charts.bars("Ratio ÷ goal (the line); of times, less is better", bars, lambda value: f"{value:.2f}"))
    for name, result in results.items():
        text, chart = _scenario(name, result, explanations[name])
        lines += [line.replace("{stem}", stem) for line in text]
        (folder / f"{stem}-{name}.svg").write_text(chart)
    lines += ["## Environment", "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in environment.items())]
    (folder / f"{stem}.json").write_text(json.dumps({"environment": environment, "failed": failed, "results": results}, indent=1) + "\n")
    page = folder / f"{stem}.md"
    page.write_text("\n".join(lines) + "\n")
    return page
