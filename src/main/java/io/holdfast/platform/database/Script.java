package io.holdfast.platform.database;

import java.sql.Array;
import java.sql.Connection;
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

  /** Marks an answer of which nothing is wanted. */
  private static final Rows IGNORED = row -> {};

  private final Connection connection;
  private final StringBuilder sql = new StringBuilder();
  private final List<@Nullable Object> values = new ArrayList<>();
  private final List<@Nullable Rows> steps = new ArrayList<>();

  public Script(Connection connection) {
    this.connection = connection;
  }

  /** Appends a statement that returns no rows. */
  public Script add(String statement, @Nullable Object... parameters) {
    return append(null, statement, parameters);
  }

  /**
   * Appends an INSERT, UPDATE or DELETE that has to change this many rows. Where it does not, it
   * fails with a division by zero, which {@link SqlErrors} takes for a conflict: the database has
   * to find out by itself, since COMMIT may be on its way already.
   */
  public Script addExpecting(int rows, String statement, @Nullable Object... parameters) {
    var guarded =
        "WITH changed AS ("
            + statement
            + " RETURNING 1) SELECT 1 / (count(*) = ?)::int FROM changed";
    var all = Arrays.copyOf(parameters, parameters.length + 1);
    all[parameters.length] = rows;
    return append(IGNORED, guarded, all);
  }

  /** Appends a query. */
  public Script query(Rows rows, String statement, @Nullable Object... parameters) {
    return append(rows, statement, parameters);
  }

  private Script append(@Nullable Rows rows, String statement, @Nullable Object... parameters) {
    sql.append(sql.isEmpty() ? "" : ";\n").append(statement);
    values.addAll(Arrays.asList(parameters));
    steps.add(rows);
    return this;
  }

  /**
   * A parameter that holds many values; {@code type} as PostgreSQL names it. Of typed arrays the
   * driver sends the bytes; plain objects it would quote into one text, which the server parses.
   */
  public Array array(String type, @Nullable Object[] elements) throws SQLException {
    if (type.equals("uuid")) {
      return UuidArray.of(connection, elements);
    }
    return connection.createArrayOf(
        type,
        switch (type) {
          case "text" -> Arrays.copyOf(elements, elements.length, String[].class);
          case "int8" -> Arrays.copyOf(elements, elements.length, Long[].class);
          case "int4" -> Arrays.copyOf(elements, elements.length, Integer[].class);
          case "int2" -> Arrays.copyOf(elements, elements.length, Short[].class);
          case "bool" -> Arrays.copyOf(elements, elements.length, Boolean[].class);
          default -> elements;
        });
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
      for (var rows : steps) {
        if (rows != null) {
          try (var result = statement.getResultSet()) {
            rows.read(result);
          }
        }
        statement.getMoreResults();
      }
    }
  }
}
