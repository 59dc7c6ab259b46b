package io.holdfast.lab;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What a version check costs where nobody else writes: the same updates with and without it, in
 * ABBA order, so that a machine that becomes slower or faster meanwhile does so to both alike.
 */
final class VersionCheck {

  private static final int ROWS = 100;
  private static final int WARM_UP = 4;

  private static final String CHECKED =
      "UPDATE lab_version SET stock = stock - 1, version = version + 1 WHERE id = ? AND version = ?";
  private static final String UNCHECKED = "UPDATE lab_version SET stock = stock - 1 WHERE id = ?";

  /** Time of one update, the median of all. */
  record Cost(Duration checked, Duration unchecked) {

    double ratio() {
      return (double) checked.toNanos() / unchecked.toNanos();
    }
  }

  private final Connection connection;
  private long version;

  private VersionCheck(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param commitEach whether every update is a transaction of its own, as an order is; otherwise
   *     all of a round are in one
   */
  static Cost measure(DataSource dataSource, boolean commitEach, int rounds) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      try (var create = connection.createStatement()) {
        create.execute("DROP TABLE IF EXISTS lab_version");
        create.execute(
            """
            CREATE TABLE lab_version
              (id int PRIMARY KEY, stock bigint NOT NULL, version bigint NOT NULL)
              WITH (fillfactor = 50)""");
        create.execute(
            "INSERT INTO lab_version SELECT id, 0, 0 FROM generate_series(1, %d) AS id"
                .formatted(ROWS));
      }
      connection.setAutoCommit(commitEach);
      try {
        return new VersionCheck(connection).measure(rounds);
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private Cost measure(int rounds) throws SQLException {
    var checked = new ArrayList<Long>();
    var unchecked = new ArrayList<Long>();
    try (var with = connection.prepareStatement(CHECKED);
        var without = connection.prepareStatement(UNCHECKED)) {
      for (var round = 0; round < WARM_UP + rounds; round++) {
        if (round == WARM_UP) {
          checked.clear();
          unchecked.clear();
        }
        for (var id = 1; id <= ROWS; id++) {
          // Odd rows AB, even rows BA.
          if (id % 2 == 0) {
            unchecked.add(time(without, id, false));
          }
          checked.add(time(with, id, true));
          if (id % 2 != 0) {
            unchecked.add(time(without, id, false));
          }
        }
        version++;
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
      }
    }
    return new Cost(median(checked), median(unchecked));
  }

  /** Nanoseconds for one update. */
  private long time(PreparedStatement update, int id, boolean checked) throws SQLException {
    var start = System.nanoTime();
    update(update, id, checked);
    return System.nanoTime() - start;
  }

  private void update(PreparedStatement update, int id, boolean checked) throws SQLException {
    update.setInt(1, id);
    if (checked) {
      update.setLong(2, version);
    }
    if (update.executeUpdate() != 1) {
      throw new IllegalStateException("Someone else wrote row " + id);
    }
  }

  private static Duration median(List<Long> times) {
    return Duration.ofNanos(times.stream().sorted().toList().get(times.size() / 2));
  }
}
