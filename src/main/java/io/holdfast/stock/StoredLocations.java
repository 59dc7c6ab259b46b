package io.holdfast.stock;

import io.holdfast.platform.database.WriteTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of locations in plain SQL, as callers see them. Stateless. */
final class StoredLocations {

  /** {@link Location#MAIN} is there before anybody has referred to it. */
  private static final String ALL =
      """
      SELECT * FROM (
        SELECT code, name, priority, active, version FROM location WHERE shop = ?
        UNION ALL
        SELECT 'main' COLLATE "C", 'Main', 0, true, 0
        WHERE NOT EXISTS (SELECT FROM location WHERE shop = ? AND code = 'main')) l
      """;

  private StoredLocations() {}

  static Optional<LocationView> find(Connection connection, String shop, String code)
      throws SQLException {
    try (var select = connection.prepareStatement(ALL + "WHERE code = ?")) {
      select.setString(1, shop);
      select.setString(2, shop);
      select.setString(3, code);
      return collect(select).stream().findAny();
    }
  }

  /** Locations by code. */
  static List<LocationView> list(
      Connection connection, String shop, @Nullable String after, int limit) throws SQLException {
    try (var select = connection.prepareStatement(ALL + "WHERE code > ? ORDER BY code LIMIT ?")) {
      select.setString(1, shop);
      select.setString(2, shop);
      select.setString(3, after == null ? "" : after);
      select.setInt(4, limit);
      return collect(select);
    }
  }

  /** The location, its row locked up to the end of the transaction. */
  static Optional<LocationView> lock(WriteTransaction transaction, String code)
      throws SQLException {
    if (code.equals(Location.MAIN)) {
      Location.ensureMain(transaction);
    }
    try (var select =
        transaction
            .connection()
            .prepareStatement(
                """
                SELECT code, name, priority, active, version FROM location
                WHERE shop = ? AND code = ? FOR NO KEY UPDATE""")) {
      select.setString(1, transaction.shop());
      select.setString(2, code);
      return collect(select).stream().findAny();
    }
  }

  /** Appends a new location to the transaction's writes. */
  static void insert(WriteTransaction transaction, LocationView location) {
    transaction
        .writes()
        .add(
            """
            INSERT INTO location (shop, code, name, priority, active, version)
            VALUES (?, ?, ?, ?, ?, ?)""",
            transaction.shop(),
            location.code(),
            location.name(),
            location.priority(),
            location.active(),
            location.version());
  }

  /** Appends the new state of a location that is locked to the transaction's writes. */
  static void update(WriteTransaction transaction, LocationView location) {
    transaction
        .writes()
        .addExpecting(
            1,
            """
            UPDATE location SET name = ?, priority = ?, active = ?, version = ?
            WHERE shop = ? AND code = ?""",
            location.name(),
            location.priority(),
            location.active(),
            location.version(),
            transaction.shop(),
            location.code());
  }

  private static List<LocationView> collect(PreparedStatement select) throws SQLException {
    try (var row = select.executeQuery()) {
      var locations = new ArrayList<LocationView>();
      while (row.next()) {
        locations.add(location(row));
      }
      return locations;
    }
  }

  private static LocationView location(ResultSet row) throws SQLException {
    return new LocationView(
        row.getString("code"),
        row.getString("name"),
        row.getInt("priority"),
        row.getBoolean("active"),
        row.getLong("version"));
  }
}
