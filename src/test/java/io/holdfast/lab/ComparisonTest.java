package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.EveryStrategy;
import io.holdfast.reservation.Strategies;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * The bug and its cures side by side, as printed tables. Asserts what was sold, never how fast: the
 * times belong to the machine that runs it.
 */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class ComparisonTest {

  private static final int UNITS = 100;
  private static final int BUYERS = 200;
  private static final int THREADS = 32;
  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 2;

  /** Part of what is measured: without it the bug would only be rarer. */
  private static final Duration THINK_TIME = Duration.ofMillis(2);

  @Inject DataSource dataSource;
  @Inject Strategies strategies;

  @Test
  void everyCureSellsWhatIsThereAndTheBugSellsMore() throws Exception {
    var bugs = new LinkedHashMap<String, List<Sale>>();
    var cures = new LinkedHashMap<String, List<Sale>>();
    for (var round = 0; round < WARM_UPS + ROUNDS; round++) {
      // One sale of each per round: a machine that slows down meanwhile does so to all alike.
      for (var form : NaiveForm.values()) {
        keep(bugs, round, naiveSale(form, round));
      }
      for (var name : strategies.names()) {
        keep(cures, round, sale(name, round));
      }
    }

    print(bugs, cures);

    assertThat(cures).containsOnlyKeys(strategies.names());
    assertThat(cures.values())
        .allSatisfy(
            sales ->
                assertThat(sales)
                    .allSatisfy(
                        sale -> {
                          assertThat(sale.crowd().accepted()).isEqualTo(UNITS);
                          assertThat(sale.oversold()).isZero();
                          assertThat(sale.stockLeft()).isZero();
                        }));
    assertThat(bugs.values())
        .allSatisfy(
            sales ->
                assertThat(sales).allSatisfy(sale -> assertThat(sale.oversold()).isPositive()));
  }

  @Test
  void aVersionCheckRefusesNothingWhereNobodyElseWrites() throws Exception {
    var table = new Table("updates", "with version, µs", "without, µs", "ratio");
    row(table, "a transaction each", VersionCheck.measure(dataSource, true, 5));
    row(table, "200 in a transaction", VersionCheck.measure(dataSource, false, 50));
    System.out.printf(
        """

        One update without contention, with and without a version check; medians, taken in
        ABBA order:

        %s
        """,
        table);
  }

  private Sale naiveSale(NaiveForm form, int round) throws Exception {
    var name = "naive, " + form.name().toLowerCase(Locale.ROOT);
    var sku = "COMPARISON-" + form + "-" + round;
    var tables = new LabTables(dataSource, "comparison");
    tables.receive(sku, UNITS);
    var orders = new NaiveOrders(tables, form, Gap.lasting(THINK_TIME));
    var crowd =
        Crowd.letIn(
            BUYERS,
            doors(round),
            () -> new Crowd.Visit(orders.sell(Cart.of(sku, 1)).outcome() == Visit.Outcome.SOLD, 0));
    assertThat(tables.sold(sku)).isEqualTo(crowd.accepted());
    return new Sale(name, UNITS, crowd, tables.stock(sku), 0, 0);
  }

  private Sale sale(String name, int round) throws Exception {
    var reservations = strategies.named(name).orElseThrow();
    var sku = "COMPARISON-" + name.toUpperCase(Locale.ROOT) + "-" + round;
    Buying.create(sku, UNITS);
    var conflicts = reservations.conflicts();
    var retries = reservations.retries();
    var crowd =
        Crowd.letIn(
            BUYERS,
            doors(round),
            () -> {
              var answer = Buying.buy(reservations, sku, 1);
              return new Crowd.Visit(answer.accepted(), answer.returns());
            });
    var books = Books.of(dataSource, sku);
    books.assertBalance();
    return new Sale(
        name,
        UNITS,
        crowd,
        books.available(),
        reservations.conflicts() - conflicts,
        reservations.retries() - retries);
  }

  /**
   * Few while all is cold: a crowd at the first door would time the class loader out, not warm up.
   */
  private static int doors(int round) {
    return round < WARM_UPS ? 4 : THREADS;
  }

  private static void keep(Map<String, List<Sale>> sales, int round, Sale sale) {
    if (round >= WARM_UPS) {
      sales.computeIfAbsent(sale.seller(), ignored -> new ArrayList<>()).add(sale);
    }
  }

  private static void print(Map<String, List<Sale>> bugs, Map<String, List<Sale>> cures) {
    var table =
        new Table(
            "strategy",
            "orders",
            "stock left",
            "oversold",
            "books off by",
            "conflicts",
            "retries",
            "came back",
            "orders/s",
            "p50 ms",
            "p99 ms");
    for (var sellers : List.of(bugs, cures)) {
      sellers.values().forEach(sales -> row(table, median(sales)));
    }
    System.out.printf(
        """

        %d buyers of one unit each, %d at a time, for %d units; the median of %d sales:

        %s
        naive thinks for %d ms between check and update and writes two rows per order; a strategy
        also writes order line, allocation, ledger, event and batch. "books off by": stock left
        minus what the orders should have left. "came back": a buyer was told to, and did at once.
        orders/s: accepted orders, until the last of them. p50, p99: all buyers, to the final answer.

        """,
        BUYERS, THREADS, UNITS, ROUNDS, table, THINK_TIME.toMillis());
  }

  private static void row(Table table, String updates, VersionCheck.Cost cost) {
    table.row(
        updates,
        Table.decimal(cost.checked().toNanos() / 1e3, 1),
        Table.decimal(cost.unchecked().toNanos() / 1e3, 1),
        Table.decimal(cost.ratio(), 2));
  }

  private static void row(Table table, Sale sale) {
    table.row(
        sale.seller(),
        String.valueOf(sale.crowd().accepted()),
        String.valueOf(sale.stockLeft()),
        String.valueOf(sale.oversold()),
        String.valueOf(sale.booksOffBy()),
        Table.decimal(sale.conflicts(), 0),
        Table.decimal(sale.retries(), 0),
        String.valueOf(sale.crowd().returns()),
        Table.decimal(sale.crowd().ordersPerSecond(), 0),
        Table.decimal(sale.crowd().millis(50), 1),
        Table.decimal(sale.crowd().millis(99), 1));
  }

  /** The whole of the sale whose speed is in the middle, not a mixture of several. */
  private static Sale median(List<Sale> sales) {
    return sales.stream()
        .sorted(Comparator.comparingDouble((Sale sale) -> sale.crowd().ordersPerSecond()))
        .toList()
        .get(sales.size() / 2);
  }
}
