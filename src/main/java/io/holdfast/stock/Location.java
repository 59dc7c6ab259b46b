package io.holdfast.stock;

import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that stock lies at.
 *
 * @param active whether orders may be sourced from it
 */
public record Location(String code, boolean active) {

  /** The one that every shop has from the start. */
  public static final String MAIN = "main";

  /** All locations of the shop, in the order in which they are asked for stock. */
  public static List<Location> read(WriteTransaction transaction) throws SQLException {
    var reads = new Script(transaction.connection());
    var locations = query(reads, transaction.shop());
    reads.run();
    return locations;
  }

  /**
   * Appends the query that {@link #read} runs at once.
   *
   * @return filled when the script runs
   */
  public static List<Location> query(Script reads, String shop) {
    var locations = new ArrayList<Location>();
    reads.query(
        row -> {
          while (row.next()) {
            locations.add(new Location(row.getString("code"), row.getBoolean("active")));
          }
        },
        "SELECT code, active FROM location WHERE shop = ? ORDER BY priority, code",
        shop);
    return locations;
  }

  static boolean isIn(List<Location> locations, String code) {
    return code.equals(MAIN)
        || locations.stream().anyMatch(location -> location.code().equals(code));
  }

  /** The location named, or {@link #MAIN} where none is. */
  static String orMain(@Nullable String code) {
    return code == null ? MAIN : code;
  }

  /** Writes the row that {@link #MAIN} stands for until somebody refers to it. */
  static void ensureMain(WriteTransaction transaction) throws SQLException {
    try (var insert =
        transaction
            .connection()
            .prepareStatement(
                """
                INSERT INTO location (shop, code, name, version) VALUES (?, ?, 'Main', 0)
                ON CONFLICT DO NOTHING""")) {
      insert.setString(1, transaction.shop());
      insert.setString(2, MAIN);
      insert.executeUpdate();
    }
  }
}
