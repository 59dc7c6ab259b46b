package io.holdfast.drill;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client executes, read from its messages: by simple queries, and by prepared statements
 * that are called by name. Keeps the text of the transaction up to its COMMIT. Not thread-safe.
 */
final class ExecutedStatements {

  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, String> portals = new HashMap<>();
  private final StringBuilder transaction = new StringBuilder();

  /** The statements that this message executes, or null where it executes none. */
  @Nullable String in(WireMessage message) {
    return switch (message.type()) {
      case 'Q' -> executed(message.text(0));
      case 'P' -> {
        statements.put(message.text(0), message.text(message.after(0)));
        yield null;
      }
      case 'B' -> {
        var statement = message.text(message.after(0));
        portals.put(message.text(0), statements.getOrDefault(statement, ""));
        yield null;
      }
      case 'E' -> executed(portals.getOrDefault(message.text(0), ""));
      case 'C' -> {
        (message.body()[0] == 'S' ? statements : portals).remove(message.text(1));
        yield null;
      }
      default -> null;
    };
  }

  private String executed(String sql) {
    transaction.append(sql).append(";\n");
    return sql;
  }

  /** Whether a COMMIT is among these statements. */
  static boolean commits(String sql) {
    return sql.length() >= 3
        && Arrays.stream(sql.split(";"))
            .map(statement -> statement.strip().toUpperCase(Locale.ROOT))
            .anyMatch(statement -> statement.equals("COMMIT") || statement.equals("END"));
  }

  /** All that was executed since the last time it was asked for. */
  String takeTransaction() {
    var text = transaction.toString();
    transaction.setLength(0);
    return text;
  }

  /** Forgets a transaction that came to another end. */
  void endTransaction() {
    transaction.setLength(0);
  }
}
