package io.holdfast.event;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads a shop's events in their order. Takes no locks. Thread-safe. */
@ApplicationScoped
public class EventLog {

  /**
   * What there is to read.
   *
   * @param removed the last batch that has outlived its retention; 0 for none
   * @param last the last batch that has its number; 0 for none
   */
  public record Bounds(long removed, long last) {

    /** Whether events behind this place may be missing. */
    public boolean hasLost(Position after) {
      return after.number() < removed || (after.number() == removed && !after.isEndOfBatch());
    }
  }

  /**
   * Some events that follow each other.
   *
   * @param next the place behind them
   * @param full whether there may be more already
   * @param lost whether events between the place that was asked for and these are removed; then
   *     there are none here
   */
  public record Page(List<RecordedEvent> events, Position next, boolean full, boolean lost) {}

  // LIMIT keeps both look-ups by key, whatever the planner thinks of the tables' sizes.
  private static final String AFTER =
      """
      SELECT numbered.number, found.*
      FROM (
        SELECT id, number FROM batch WHERE shop = ? AND number > 0 AND number >= ?
        ORDER BY number LIMIT ?) AS numbered
      CROSS JOIN LATERAL (
        SELECT position, type, subject, data, at FROM event
        WHERE shop = ? AND batch_id = numbered.id AND (numbered.number > ? OR position > ?)
        ORDER BY position LIMIT ?) AS found
      ORDER BY numbered.number, found.position LIMIT ?""";

  private static final String LATEST =
      """
      SELECT numbered.number, found.*
      FROM (
        SELECT id, number FROM batch WHERE shop = ? AND number > 0 AND number <= ?
        ORDER BY number DESC LIMIT ?) AS numbered
      CROSS JOIN LATERAL (
        SELECT position, type, subject, data, at FROM event
        WHERE shop = ? AND batch_id = numbered.id
        ORDER BY position DESC LIMIT ?) AS found
      ORDER BY numbered.number DESC, found.position DESC LIMIT ?""";

  private final Transactions transactions;

  EventLog(Transactions transactions) {
    this.transactions = transactions;
  }

  public Bounds bounds(String shop) {
    return transactions.read(connection -> bounds(connection, shop));
  }

  public static Bounds bounds(Connection connection, String shop) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT removed_number, last_number FROM event_sequence WHERE shop = ?")) {
      select.setString(1, shop);
      try (var row = select.executeQuery()) {
        return row.next() ? new Bounds(row.getLong(1), row.getLong(2)) : new Bounds(0, 0);
      }
    }
  }

  /** At most {@code limit} events behind a place. */
  public Page after(String shop, Position after, int limit) {
    return transactions.read(connection -> after(connection, shop, after, limit));
  }

  public static Page after(Connection connection, String shop, Position after, int limit)
      throws SQLException {
    var events = new ArrayList<RecordedEvent>();
    var full = false;
    try (var select = connection.prepareStatement(AFTER)) {
      select.setString(1, shop);
      select.setLong(2, after.isEndOfBatch() ? after.number() + 1 : after.number());
      select.setInt(3, limit + 1);
      select.setString(4, shop);
      select.setLong(5, after.number());
      select.setInt(6, after.place());
      select.setInt(7, limit);
      select.setInt(8, limit);
      try (var row = select.executeQuery()) {
        var number = after.number();
        while (row.next()) {
          var event = event(row);
          // Numbers have no gaps. Where one shows, readers wait for it rather than skip it.
          if (event.position().number() > number + 1) {
            break;
          }
          number = event.position().number();
          events.add(event);
        }
        full = events.size() == limit;
      }
    }
    if (mayHaveLost(events, after) && bounds(connection, shop).hasLost(after)) {
      return new Page(List.of(), after, false, true);
    }
    var last = events.isEmpty() ? after : events.get(events.size() - 1).position();
    // A batch appears whole: where the page has room left, it holds all of the last one.
    var next = full || events.isEmpty() ? last : Position.endOf(last.number());
    return new Page(List.copyOf(events), next, full, false);
  }

  /**
   * The newest events up to a batch, newest first.
   *
   * @param last as {@link #bounds} tells; beyond it there may still be gaps
   */
  public List<RecordedEvent> latest(String shop, long last, int limit) {
    return transactions.read(
        connection -> {
          try (var select = connection.prepareStatement(LATEST)) {
            select.setString(1, shop);
            select.setLong(2, last);
            select.setInt(3, limit);
            select.setString(4, shop);
            select.setInt(5, limit);
            select.setInt(6, limit);
            var events = new ArrayList<RecordedEvent>();
            try (var row = select.executeQuery()) {
              while (row.next()) {
                events.add(event(row));
              }
            }
            return List.copyOf(events);
          }
        });
  }

  private static boolean mayHaveLost(List<RecordedEvent> events, Position after) {
    return events.isEmpty()
        || (!after.isEndOfBatch() && events.get(0).position().number() > after.number());
  }

  private static RecordedEvent event(ResultSet row) throws SQLException {
    return new RecordedEvent(
        new Position(row.getLong("number"), row.getInt("position")),
        row.getString("type"),
        row.getString("subject"),
        row.getString("data"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
