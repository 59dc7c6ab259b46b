package io.holdfast.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.Api;
import io.holdfast.ExternalProgram;
import io.holdfast.Scrape;
import io.holdfast.reservation.Strategies;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are given, checked against a running service. */
@QuarkusTest
class MonitoringTest {

  private static final Path RUNBOOK = Path.of("docs", "runbook.md");

  @Inject Strategies strategies;
  @Inject DataSource dataSource;

  @TempDir Path directory;

  @Test
  void everyQueryReadsOnlyWhatTheServiceExposes() throws Exception {
    var exposed = exposed();
    var used = new TreeSet<String>();
    Stream.concat(Queries.ofRules().stream(), Queries.ofDashboard().stream())
        .forEach(query -> used.addAll(Queries.metrics(query)));
    assertThat(used).as("the parser finds metrics").contains("process_start_time_seconds");
    used.removeAll(Queries.recorded());
    assertThat(exposed).containsAll(used);
  }

  @Test
  void noLabelOfOursCanGrow() {
    var allowed =
        Map.of(
            "strategy", Set.copyOf(strategies.names()),
            "outcome",
                Set.of(
                    // of deliveries
                    "delivered",
                    "failed",
                    "parked",
                    // of reservations
                    "accepted",
                    "partial",
                    "insufficient",
                    "limit",
                    "contention",
                    "overloaded",
                    "error"),
            "cause",
                Set.of(
                    // of conflicts
                    "version",
                    "deadlock",
                    "serialization",
                    "lock_timeout",
                    "redis_lock",
                    // of reruns
                    "conflict",
                    "connection_lost",
                    "split",
                    "busy"),
            "resolution", Set.of("committed", "fenced", "unresolved"),
            "result", Set.of("replayed", "in_progress", "mismatch"),
            "invariant",
                Set.copyOf(
                    RestAssured.get("/api/v1/invariants")
                        .jsonPath()
                        .getList("checks.name", String.class)));
    new Api("labels").createItem("LABEL", 1);
    new Api("labels").order("LABEL", 1);
    for (var sample : Scrape.now().samples()) {
      if (sample.name().startsWith("holdfast_")) {
        sample
            .labels()
            .forEach(
                (label, value) -> {
                  if (!label.equals("le")) {
                    assertThat(allowed.getOrDefault(label, Set.of()))
                        .as("%s{%s}", sample.name(), label)
                        .contains(value);
                  }
                });
      }
    }
  }

  @Test
  void histogramsHaveAboutTwelveFixedBuckets() {
    var buckets = new HashMap<String, Set<String>>();
    for (var sample : Scrape.now().samples()) {
      if (sample.name().matches("holdfast_.*_bucket")) {
        buckets
            .computeIfAbsent(sample.name(), name -> new HashSet<>())
            .add(String.valueOf(sample.labels().get("le")));
      }
    }
    assertThat(buckets)
        .containsKeys("holdfast_reservation_seconds_bucket", "holdfast_lock_wait_seconds_bucket");
    assertThat(buckets).allSatisfy((name, bounds) -> assertThat(bounds).hasSizeBetween(10, 14));
  }

  @Test
  void bothTextFormatsSayTheSame() {
    var plain = RestAssured.given().header("Accept", Scrape.ACCEPT).get("/q/metrics");
    var open = RestAssured.given().header("Accept", "*/*").get("/q/metrics");
    assertThat(plain.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(holdfast(Scrape.of(open.asString())))
        .isEqualTo(holdfast(Scrape.of(plain.asString())));
  }

  @Test
  void everyAlertTellsWhatItIsAboutAndHasItsPlaceInTheRunbook() throws Exception {
    var names = new TreeSet<String>();
    var sections =
        Files.readAllLines(RUNBOOK).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .collect(toSet());
    for (var rule : Queries.rules()) {
      if (rule.has("alert")) {
        var name = text(rule, "alert");
        names.add(name);
        assertThat(sections).contains(name);
        var annotations = rule.get("annotations");
        assertThat(text(annotations, "summary")).as(name).isNotBlank();
        assertThat(text(annotations, "description")).as(name).isNotBlank();
        assertThat(text(annotations, "runbook_url"))
            .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
        assertThat(text(rule.get("labels"), "severity")).as(name).isIn("critical", "warning");
      }
    }
    assertThat(names).hasSize(14);
  }

  @Test
  void everyQueryOfTheRunbookWorks() throws Exception {
    var blocks = Pattern.compile("```(sql|promql)\\n(.*?)```", Pattern.DOTALL);
    var block = blocks.matcher(Files.readString(RUNBOOK).replaceAll("(?m)^  (?=\\S| )", ""));
    var exposed = exposed();
    var queries = 0;
    while (block.find()) {
      queries++;
      if (block.group(1).equals("sql")) {
        try (var connection = dataSource.getConnection();
            var statement = connection.createStatement()) {
          assertThat(statement.execute(block.group(2))).as(block.group(2)).isTrue();
        }
      } else {
        assertThat(exposed).containsAll(Queries.metrics(block.group(2)));
      }
    }
    assertThat(queries).isGreaterThan(10);
  }

  @Test
  void prometheusTakesTheRulesAndEachAlertFiresAndKeepsSilent() throws Exception {
    assertThat(promtool("check", "rules", Queries.ALERTS.toString())).isEmpty();
    assertThat(promtool("test", "rules", Queries.DIRECTORY.resolve("alerts.test.yaml").toString()))
        .isEmpty();
    var tests = Files.readString(Queries.DIRECTORY.resolve("alerts.test.yaml"));
    for (var rule : Queries.rules()) {
      if (rule.has("alert")) {
        var name = text(rule, "alert");
        assertThat(tests)
            .contains("name: " + name + " is silent")
            .contains("alertname=\"" + name + "\"");
      }
    }
  }

  @Test
  void prometheusUnderstandsEveryQueryOfTheDashboard() throws Exception {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    for (var query : Queries.ofDashboard()) {
      // Names must differ, or it warns of duplicates.
      rules.append("      - record: q%d%n        expr: '%s'%n".formatted(rules.length(), query));
    }
    var file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
    assertThat(promtool("check", "rules", file.toString())).isEmpty();
  }

  @Test
  void prometheusFindsNothingToSayAboutOurNames() throws Exception {
    RestAssured.get("/api/v1/items");
    var text = RestAssured.given().header("Accept", Scrape.ACCEPT).get("/q/metrics").asString();
    var input = Files.writeString(directory.resolve("metrics"), text);
    var complaints = run(input, "check", "metrics");
    // Names that libraries chose: Agroal counts in gauges, Netty, Redis and Vert.x give no help
    // texts.
    assertThat(complaints)
        .allMatch(line -> line.matches("(agroal|ft|netty|http_server|process|redis|system)_.*"));
  }

  private static Set<String> exposed() {
    RestAssured.get("/api/v1/items").then().statusCode(200);
    // Its series are there after the first collection, of which the JVM tells a little later.
    System.gc();
    await().until(() -> Scrape.now().names().contains("jvm_gc_pause_seconds_sum"));
    return Scrape.now().names();
  }

  private static Set<String> holdfast(Scrape scrape) {
    return scrape.samples().stream()
        .filter(sample -> sample.name().startsWith("holdfast_"))
        .map(sample -> sample.name() + sample.labels())
        .collect(toSet());
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  /** What it complained of; nothing where all is well. */
  private List<String> promtool(String... arguments) throws IOException, InterruptedException {
    return run(Files.writeString(directory.resolve("nothing"), ""), arguments);
  }

  private List<String> run(Path input, String... arguments)
      throws IOException, InterruptedException {
    var promtool = ExternalProgram.require("promtool", "apt-get install prometheus");
    var command = new ArrayList<>(List.of(promtool.toString()));
    command.addAll(List.of(arguments));
    var output = directory.resolve("output");
    var process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var lines = Files.readAllLines(output, UTF_8);
    return process.exitValue() == 0 ? List.of() : lines;
  }
}
