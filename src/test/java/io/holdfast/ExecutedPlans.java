package io.holdfast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The plans that the server of {@link TestDatabase} has logged since this was made. */
public final class ExecutedPlans {

  /**
   * A statement as it was executed.
   *
   * @param read rows that its scans of tables came across, those that a condition then left out too
   * @param result rows that it answered, inserted, changed or removed
   */
  public record Plan(String sql, long read, long result) {}

  private static final String BEFORE_PLAN = "plan:\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final long start;

  /**
   * @param connection of a superuser
   */
  public ExecutedPlans(Connection connection) throws SQLException {
    this.connection = connection;
    try (var select = connection.createStatement();
        var row = select.executeQuery("SELECT size FROM pg_stat_file(pg_current_logfile())")) {
      row.next();
      this.start = row.getLong(1);
    }
  }

  public List<Plan> all() throws SQLException, IOException {
    // The collector keeps the order, so that what comes before this has arrived.
    var end = UUID.randomUUID().toString();
    try (var select = connection.createStatement()) {
      select.execute("SELECT '" + end + "'");
    }
    var log = log();
    while (!log.contains(end)) {
      log = log();
    }
    var plans = new ArrayList<Plan>();
    for (var at = log.indexOf(BEFORE_PLAN); at >= 0; at = log.indexOf(BEFORE_PLAN, at + 1)) {
      try (var parser = JSON.createParser(log.substring(at + BEFORE_PLAN.length()))) {
        JsonNode plan = JSON.readTree(parser);
        var root = plan.get("Plan");
        plans.add(new Plan(plan.get("Query Text").asText().strip(), read(root), result(root)));
      }
    }
    return plans;
  }

  private String log() throws SQLException {
    try (var select =
        connection.prepareStatement("SELECT pg_read_file(pg_current_logfile(), ?, 1 << 29)")) {
      select.setLong(1, start);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static long read(JsonNode node) {
    var read = node.has("Relation Name") && node.get("Node Type").asText().contains("Scan");
    var rows = read ? rows(node) : 0;
    for (var child : node.path("Plans")) {
      rows += read(child);
    }
    return rows;
  }

  private static long rows(JsonNode node) {
    var each =
        node.get("Actual Rows").asDouble()
            + node.path("Rows Removed by Filter").asDouble()
            + node.path("Rows Removed by Index Recheck").asDouble();
    return Math.round(each * node.get("Actual Loops").asDouble());
  }

  private static long result(JsonNode root) {
    var answer =
        root.get("Node Type").asText().equals("ModifyTable") ? root.get("Plans").get(0) : root;
    return rows(answer);
  }
}
