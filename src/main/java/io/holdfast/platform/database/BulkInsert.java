package io.holdfast.platform.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts any number of rows in one statement of fixed text, so that its plan is prepared once: one
 * array per column, taken apart by {@code unnest}. The form of bulk inserts lives here alone, since
 * a distributed engine may want another. Immutable once built; thread-safe.
 */
public final class BulkInsert<T> {

  private record Column<T>(String name, String type, Function<T, @Nullable Object> value) {}

  private final String sql;
  private final int constants;
  private final List<Column<T>> columns;

  private BulkInsert(String table, List<String> constants, List<Column<T>> columns) {
    this.constants = constants.size();
    this.columns = List.copyOf(columns);
    var names = new ArrayList<>(constants);
    columns.forEach(column -> names.add(column.name()));
    this.sql =
        "INSERT INTO %s (%s) SELECT %s, rows.* FROM unnest(%s) AS rows"
            .formatted(
                table,
                String.join(", ", names),
                constants.stream().map(name -> "?").collect(Collectors.joining(", ")),
                columns.stream()
                    .map(column -> "?::" + column.type() + "[]")
                    .collect(Collectors.joining(", ")));
  }

  /** Starts a statement for {@code table}. */
  public static <T> Builder<T> into(String table) {
    return new Builder<>(table);
  }

  /**
   * Appends an insert of {@code rows} to a script; nothing for none.
   *
   * @param values of the constant columns, in the order they were named
   */
  public void appendTo(Script script, List<T> rows, Object... values) throws SQLException {
    if (values.length != constants) {
      throw new IllegalArgumentException(constants + " constants are needed");
    }
    if (rows.isEmpty()) {
      return;
    }
    var parameters = new ArrayList<Object>(List.of(values));
    for (var column : columns) {
      // The driver wants byte[][] for bytea.
      var array = column.type().equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
      for (var row = 0; row < array.length; row++) {
        array[row] = column.value().apply(rows.get(row));
      }
      parameters.add(script.array(column.type(), array));
    }
    script.add(sql, parameters.toArray());
  }

  /** Collects the columns of a statement. Not thread-safe. */
  public static final class Builder<T> {
    private final String table;
    private final List<String> constants = new ArrayList<>();
    private final List<Column<T>> columns = new ArrayList<>();

    private Builder(String table) {
      this.table = table;
    }

    /** A column with the same value in all rows. */
    public Builder<T> constant(String name) {
      constants.add(name);
      return this;
    }

    /** A column with a value per row; {@code type} as PostgreSQL names it. */
    public Builder<T> column(String name, String type, Function<T, @Nullable Object> value) {
      columns.add(new Column<>(name, type, value));
      return this;
    }

    public BulkInsert<T> build() {
      return new BulkInsert<>(table, constants, columns);
    }
  }
}
