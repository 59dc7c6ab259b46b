package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import javax.sql.DataSource;

/** What the service's tables say of one SKU, each number taken from another table. */
record Books(
    long onHand,
    long reserved,
    long version,
    long ledgerOnHand,
    long ledgerReserved,
    long movements,
    long allocated,
    long confirmed) {

  static final String SHOP = "default";

  private static final String SELECT =
      """
      WITH level AS (SELECT sum(on_hand) AS on_hand, sum(reserved) AS reserved,
                            sum(version) AS version
                     FROM stock_level WHERE shop = ? AND sku = ?),
           ledger AS (SELECT sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved,
                             count(*) AS movements
                      FROM stock_movement WHERE shop = ? AND sku = ?),
           promised AS (SELECT coalesce(sum(quantity), 0) AS units
                        FROM allocation WHERE shop = ? AND sku = ?),
           ordered AS (SELECT coalesce(sum(line.reserved), 0) AS units
                       FROM order_line line
                       JOIN orders ON orders.shop = line.shop AND orders.id = line.order_id
                       WHERE line.shop = ? AND line.sku = ? AND orders.status = 'CONFIRMED')
      SELECT level.on_hand, level.reserved, level.version,
             ledger.on_hand, ledger.reserved, ledger.movements, promised.units, ordered.units
      FROM level, ledger, promised, ordered""";

  static Books of(DataSource dataSource, String sku) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(SELECT)) {
      for (var i = 1; i <= 8; i += 2) {
        select.setString(i, SHOP);
        select.setString(i + 1, sku);
      }
      try (var row = select.executeQuery()) {
        row.next();
        return new Books(
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8));
      }
    }
  }

  long available() {
    return onHand - reserved;
  }

  /** Counters, ledger, allocations and orders agree, and no version is missing. */
  void assertBalance() {
    assertThat(ledgerOnHand).as("on hand by the ledger").isEqualTo(onHand);
    assertThat(ledgerReserved).as("reserved by the ledger").isEqualTo(reserved);
    assertThat(movements).as("movements, one per version").isEqualTo(version);
    assertThat(allocated).as("reserved by the allocations").isEqualTo(reserved);
    assertThat(confirmed).as("reserved by the orders").isEqualTo(reserved);
  }
}
