package io.holdfast.event;

import io.holdfast.platform.database.Script;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * How sequencers tell readers in other processes how far a shop's numbers go: NOTIFY, and only
 * here. In a writing transaction it would make all commits wait for each other. What is lost on the
 * way is made good by {@link Relay}, which also looks for itself. Stateless.
 */
final class Announcements {

  private static final String CHANNEL = "holdfast_event";

  private Announcements() {}

  static void listen(Connection connection) throws SQLException {
    try (var listen = connection.createStatement()) {
      listen.execute("LISTEN " + CHANNEL);
    }
  }

  static void stopListening(Connection connection) throws SQLException {
    try (var unlisten = connection.createStatement()) {
      unlisten.execute("UNLISTEN *");
    }
  }

  /** Appends an announcement, which is sent when the transaction commits. */
  static void send(Script writes, String shop, long last) {
    writes.query(row -> {}, "SELECT pg_notify(?, ?)", CHANNEL, shop + " " + last);
  }

  /** Waits up to so many milliseconds, at least 1, for the first of them. */
  static List<Numbers> await(Connection connection, int millis) throws SQLException {
    var received = connection.unwrap(PGConnection.class).getNotifications(millis);
    var numbers = new ArrayList<Numbers>();
    if (received != null) {
      for (var one : received) {
        var parts = one.getParameter().split(" ", 2);
        if (parts.length == 2 && parts[1].matches("\\d{1,18}")) {
          numbers.add(new Numbers(parts[0], Long.parseLong(parts[1])));
        }
      }
    }
    return numbers;
  }
}
