package io.holdfast.platform.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that travel together: however many there are, they cost one round trip. Each sees what
 * the ones before it did, and is a statement of its own to the database, with its own snapshot at
 * READ COMMITTED. After one that fails none is run. Not thread-safe.
 */
public final class Script {

  /** Reads what a query returned. */
  @FunctionalInterface
  public interface Rows {
    void read(ResultSet rows) throws SQLException;
  }

  private static final int ANY_NUMBER = -1;

  private record Step(int expectedRows, @Nullable Rows rows) {}

  private final Connection connection;
  private final StringBuilder sql = new StringBuilder();
  private final List<@Nullable Object> values = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  public Script(Connection connection) {
    this.connection = connection;
  }

  /** Appends a statement that returns no rows. */
  public Script add(String statement, @Nullable Object... parameters) {
    return append(new Step(ANY_NUMBER, null), statement, parameters);
  }

  /**
   * Appends a statement that has to change this many rows; if it does not, {@link #run} throws a
   * {@link ConcurrencyConflictException}.
   */
  public Script addExpecting(int rows, String statement, @Nullable Object... parameters) {
    return append(new Step(rows, null), statement, parameters);
  }

  /** Appends a query. */
  public Script query(Rows rows, String statement, @Nullable Object... parameters) {
    return append(new Step(ANY_NUMBER, rows), statement, parameters);
  }

  private Script append(Step step, String statement, @Nullable Object... parameters) {
    sql.append(sql.isEmpty() ? "" : ";\n").append(statement);
    values.addAll(Arrays.asList(parameters));
    steps.add(step);
    return this;
  }

  /** A parameter that holds many values; {@code type} as PostgreSQL names it. */
  public Array array(String type, @Nullable Object[] elements) throws SQLException {
    return connection.createArrayOf(type, elements);
  }

  /** Sends all statements and reads all answers; sends nothing where there are none. */
  public void run() throws SQLException {
    if (steps.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(sql.toString())) {
      var index = 1;
      for (var value : values) {
        statement.setObject(index++, value);
      }
      statement.execute();
      for (var step : steps) {
        take(step, statement);
        statement.getMoreResults();
      }
    }
  }

  private static void take(Step step, PreparedStatement statement) throws SQLException {
    if (step.rows() != null) {
      try (var rows = statement.getResultSet()) {
        step.rows().read(rows);
      }
    } else if (step.expectedRows() != ANY_NUMBER
        && step.expectedRows() != statement.getUpdateCount()) {
      throw new ConcurrencyConflictException(ConflictCause.VERSION, null);
    }
  }
}
