package io.holdfast.lab;

import static io.holdfast.lab.Visit.Outcome.GAVE_UP;
import static io.holdfast.lab.Visit.Outcome.REFUSED;
import static io.holdfast.lab.Visit.Outcome.SOLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Each mistake, made certain: everybody has seen the stock before anybody goes on. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class MistakeTest {

  @Inject DataSource dataSource;

  @Test
  void aRetryInsideItsTransactionNeverGetsThrough() throws Exception {
    var tables = tables("retry", 3, "a");

    var visits = race(Mistake.RETRY_INSIDE_TRANSACTION, tables, List.of(cart(1), cart(1), cart(1)));

    assertThat(visits).extracting(Visit::outcome).containsExactlyInAnyOrder(SOLD, GAVE_UP, GAVE_UP);
    assertThat(visits)
        .filteredOn(visit -> visit.outcome() == GAVE_UP)
        .allSatisfy(visit -> assertThat(visit.retries()).isEqualTo(3));
    assertThat(tables.stock("a")).isEqualTo(2);
    assertThat(tables.sold("a")).isEqualTo(1);
  }

  @Test
  void aLockThatEndsBeforeTheCommitLetsTwoSellTheSame() throws Exception {
    var tables = tables("lock", 3, "a");

    var visits = race(Mistake.LOCK_RELEASED_BEFORE_COMMIT, tables, List.of(cart(2), cart(2)));

    assertThat(visits).extracting(Visit::outcome).containsExactly(SOLD, SOLD);
    assertThat(tables.stock("a")).isEqualTo(-1);
    assertThat(tables.sold("a")).isEqualTo(4);
  }

  @Test
  void aSkippedRowIsTakenForASoldOutOne() throws Exception {
    var tables = tables("skip", 4, "a");

    var visits = race(Mistake.SKIP_LOCKED, tables, List.of(cart(1), cart(1), cart(1), cart(1)));

    assertThat(visits)
        .extracting(Visit::outcome)
        .containsExactlyInAnyOrder(SOLD, REFUSED, REFUSED, REFUSED);
    assertThat(tables.stock("a")).isEqualTo(3);
  }

  @Test
  void aLeaseThatRunsOutLetsTwoSellTheSame() throws Exception {
    var tables = tables("lease", 3, "a");

    var visits = race(Mistake.LEASE_WITHOUT_FENCE, tables, List.of(cart(2), cart(2)));

    assertThat(visits).extracting(Visit::outcome).containsExactly(SOLD, SOLD);
    assertThat(tables.stock("a")).isEqualTo(-1);
  }

  @Test
  void locksInTheOrderOfTheCartEndInADeadlock() throws Exception {
    var tables = tables("carts", 10, "a", "b");

    var visits =
        race(
            Mistake.LOCKS_IN_CART_ORDER,
            tables,
            List.of(new Cart(List.of("a", "b"), 1), new Cart(List.of("b", "a"), 1)));

    assertThat(visits).extracting(Visit::outcome).containsExactlyInAnyOrder(SOLD, GAVE_UP);
    assertThat(tables.stock("a")).isEqualTo(9);
    assertThat(tables.stock("b")).isEqualTo(9);
  }

  private LabTables tables(String shop, long units, String... skus) throws Exception {
    var tables = new LabTables(dataSource, "mistake-" + shop);
    for (var sku : skus) {
      tables.receive(sku, units);
    }
    return tables;
  }

  private static Cart cart(long quantity) {
    return Cart.of("a", quantity);
  }

  private static List<Visit> race(Mistake mistake, LabTables tables, List<Cart> carts)
      throws Exception {
    var seller = mistake.seller(tables, Gap.inStep(carts.size()));
    var next = new AtomicInteger();
    return Race.run(carts.size(), () -> seller.sell(carts.get(next.getAndIncrement())));
  }
}
