package io.holdfast.monitoring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ExternalProgram;
import io.holdfast.Scrape;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances and the Prometheus that an operator would have: what it sees is what happened. */
class PrometheusIT {

  private static final int BUYERS = 64;
  private static final long STORM_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path directory;

  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

  @Test
  void aConflictStormFiresTheAlertAndEveryCountIsAccountedFor() throws Exception {
    ExternalProgram.require("prometheus", "apt-get install prometheus");
    var database = new TestDatabase().start();
    try (var one = instance(database, "one");
        var two = instance(database, "two")) {
      var uris = List.of(one.baseUri(), two.baseUri());
      for (var uri : uris) {
        assertThatAllIsThereAtZero(uri);
      }
      try (var prometheus = new PrometheusServer(directory, uris)) {
        var buyers = uris.stream().map(Buyers::new).toList();
        sellInPeace(buyers);
        awaitCounted(prometheus);
        awaitRules(prometheus);
        // Not even pending. A busy machine may really be slow, though.
        assertThat(prometheus.query("last_over_time(ALERTS{alertname!='LatencyBudgetBurn'}[5m])"))
            .isEmpty();
        storm(buyers, prometheus);
        awaitCounted(prometheus);
        assertThatCountsAgree(prometheus);
        assertThatEveryQueryFindsSomething(prometheus);
      }
    }
  }

  private ServiceProcess instance(Map<String, String> database, String name) throws Exception {
    var launch =
        ServiceProcess.in(Files.createDirectory(directory.resolve(name)))
            .with("holdfast.reservation.strategy", "optimistic")
            // Whoever gets no connection in time, or loses it, tries again without a conflict.
            .with("quarkus.datasource.jdbc.max-size", "40")
            .with(
                "quarkus.datasource.jdbc.additional-jdbc-properties.options",
                "-c statement_timeout=30s");
    database.forEach(launch::with);
    return launch.startReady();
  }

  /** Nobody has ordered yet, and an alert could see the first event already. */
  private static void assertThatAllIsThereAtZero(URI uri) throws Exception {
    var scrape = Scrape.of(new Buyers(uri).get("/q/metrics", "Accept", Scrape.ACCEPT).body());
    assertThat(scrape.names())
        .contains(
            "holdfast_reservations_total",
            "holdfast_reservation_seconds_bucket",
            "holdfast_conflicts_total",
            "holdfast_retries_total",
            "holdfast_retries_exhausted_total",
            "holdfast_lock_wait_seconds_bucket",
            "holdfast_commit_unknown_total",
            "holdfast_oldest_snapshot_seconds",
            "holdfast_invariant_violations",
            "holdfast_invariant_checked_timestamp_seconds",
            "holdfast_idempotent_replays_total",
            "agroal_awaiting_count",
            "jvm_memory_used_bytes",
            "process_start_time_seconds");
    for (var sample : scrape.samples()) {
      if (sample.name().startsWith("holdfast_")
          && !sample.name().matches(".*(_timestamp|_snapshot)_seconds")) {
        assertThat(sample.value()).as("%s", sample).isZero();
        assertThat(sample.labels().getOrDefault("strategy", "optimistic")).isEqualTo("optimistic");
      }
    }
  }

  private void sellInPeace(List<Buyers> instances) throws Exception {
    for (var i = 0; i < 20; i++) {
      var sku = "PEACE-" + i;
      createItem(instances.get(i % 2), sku);
      buy(instances.get(i % 2), sku);
    }
  }

  private void storm(List<Buyers> instances, PrometheusServer prometheus) throws Exception {
    createItem(instances.get(0), "STORM");
    var over = new AtomicBoolean();
    var start = System.nanoTime();
    Stream<Callable<Boolean>> storm =
        IntStream.range(0, BUYERS)
            .mapToObj(
                buyer ->
                    () -> {
                      while (!over.get() && System.nanoTime() - start < STORM_LIMIT_NANOS) {
                        buy(instances.get(buyer % 2), "STORM");
                      }
                      return true;
                    });
    Callable<Boolean> watch =
        () -> {
          try {
            await()
                .atMost(STORM_LIMIT_NANOS, TimeUnit.NANOSECONDS)
                .until(() -> prometheus.firing().contains("HighConflictRate"));
            return true;
          } finally {
            over.set(true);
          }
        };
    Buyers.atOnce(BUYERS + 1, Stream.concat(Stream.of(watch), storm).toList());
  }

  private static void createItem(Buyers instance, String sku) throws Exception {
    var item = "{\"sku\":\"%s\",\"name\":\"Item\",\"onHand\":1000000}".formatted(sku);
    assertThat(instance.post("/api/v1/items", item).statusCode()).isEqualTo(201);
  }

  private void buy(Buyers instance, String sku) throws Exception {
    var order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    var outcome = outcome(instance.post("/api/v1/orders", order));
    answers.computeIfAbsent(outcome, name -> new AtomicInteger()).incrementAndGet();
  }

  /** The outcome that an answer says the order had. */
  private static String outcome(HttpResponse<String> answer) throws Exception {
    if (answer.statusCode() == 201) {
      return "accepted";
    }
    var type = new ObjectMapper().readTree(answer.body()).path("type").asText();
    return switch (type) {
      case "/problems/contention" -> "contention";
      case "/problems/overloaded" -> "overloaded";
      default -> "error";
    };
  }

  private static void awaitRules(PrometheusServer prometheus) {
    var counted = Instant.now();
    await().atMost(15, SECONDS).until(() -> prometheus.evaluated().isAfter(counted));
  }

  /** Counters move before the answer is sent, so one more scrape has them all. */
  private void awaitCounted(PrometheusServer prometheus) {
    var all = answers.values().stream().mapToInt(AtomicInteger::get).sum();
    await()
        .atMost(15, SECONDS)
        .untilAsserted(
            () -> assertThat(prometheus.value("sum(holdfast_reservations_total)")).isEqualTo(all));
  }

  private void assertThatCountsAgree(PrometheusServer prometheus) throws Exception {
    var counted = new TreeMap<String, Integer>();
    for (var outcome : prometheus.query("sum by (outcome) (holdfast_reservations_total) > 0")) {
      counted.put(
          outcome.get("metric").get("outcome").textValue(),
          (int) outcome.get("value").get(1).asDouble());
    }
    var seen = new TreeMap<String, Integer>();
    answers.forEach((outcome, count) -> seen.put(outcome, count.get()));
    assertThat(counted).isEqualTo(seen);
    assertThat(seen).doesNotContainKey("error");
    var exhausted = prometheus.value("sum(holdfast_retries_exhausted_total)");
    assertThat(exhausted).isEqualTo((double) seen.getOrDefault("contention", 0));
    var conflicts = prometheus.value("sum(holdfast_conflicts_total)");
    assertThat(conflicts).isGreaterThan(0.2 * BUYERS);
    assertThat(conflicts).isEqualTo(prometheus.value("sum(holdfast_retries_total)") + exhausted);
  }

  private static void assertThatEveryQueryFindsSomething(PrometheusServer prometheus)
      throws Exception {
    for (var query : Queries.ofDashboard()) {
      assertThat(prometheus.query(query)).as(query).isNotEmpty();
    }
  }
}
