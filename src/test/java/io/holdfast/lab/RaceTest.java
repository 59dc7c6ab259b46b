package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.EveryStrategy;
import io.holdfast.reservation.Strategies;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The bug, made certain: 3 units, two orders of 2, both past the check before either subtracts. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class RaceTest {

  @Inject DataSource dataSource;
  @Inject Strategies strategies;

  @Test
  void twoOrdersPassTheSameCheckAndStockGoesNegative() throws Exception {
    var tables = unconstrained();

    assertThat(twoOrdersOfTwo(tables, NaiveForm.DECREMENT, "RACE-DECREMENT"))
        .containsExactly(true, true);

    assertThat(tables.sold("RACE-DECREMENT")).isEqualTo(4);
    assertThat(tables.stock("RACE-DECREMENT")).isEqualTo(-1);
  }

  @Test
  void aCheckConstraintStopsTheSecondDecrement() throws Exception {
    var tables = checked();

    assertThatThrownBy(() -> twoOrdersOfTwo(tables, NaiveForm.DECREMENT, "RACE-STOPPED"))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo("23514")); // check_violation

    assertThat(tables.sold("RACE-STOPPED")).isEqualTo(2);
    assertThat(tables.stock("RACE-STOPPED")).isEqualTo(1);
  }

  @Test
  void aLostUpdateSellsFourOfThreeAndLeavesOne() throws Exception {
    var tables = unconstrained();

    assertThat(twoOrdersOfTwo(tables, NaiveForm.OVERWRITE, "RACE-OVERWRITE"))
        .containsExactly(true, true);

    assertThat(tables.sold("RACE-OVERWRITE")).isEqualTo(4);
    assertThat(tables.stock("RACE-OVERWRITE")).isEqualTo(1);
  }

  /**
   * A CHECK judges the row that is written, and nothing else. Both orders write 3 - 2 = 1, which is
   * a proper stock; what is wrong is that the second should have started from the first one's 1,
   * and no row says where a value came from. The version of a row does say it.
   */
  @Test
  void noCheckConstraintSeesALostUpdate() throws Exception {
    var tables = checked();

    assertThat(twoOrdersOfTwo(tables, NaiveForm.OVERWRITE, "RACE-UNSEEN"))
        .containsExactly(true, true);

    assertThat(tables.sold("RACE-UNSEEN")).isEqualTo(4);
    assertThat(tables.stock("RACE-UNSEEN")).isEqualTo(1);
  }

  @Test
  void theServiceCannotBeConfiguredToSellThisWay() {
    assertThat(strategies.names()).isNotEmpty();
    for (var mistake : Mistake.values()) {
      assertThat(strategies.names()).doesNotContain("naive", mistake.label());
      assertThat(strategies.named(mistake.label())).isEmpty();
    }
  }

  private LabTables unconstrained() {
    return new LabTables(dataSource, "race");
  }

  /** Stock may not become negative. */
  private LabTables checked() throws SQLException {
    try (var connection = dataSource.getConnection();
        var create = connection.createStatement()) {
      create.execute(
          """
          CREATE TABLE IF NOT EXISTS lab_stock_checked
            (LIKE lab_stock INCLUDING ALL, CHECK (stock >= 0))""");
    }
    return new LabTables(dataSource, "race", "lab_stock_checked");
  }

  private static List<Boolean> twoOrdersOfTwo(LabTables tables, NaiveForm form, String sku)
      throws Exception {
    tables.receive(sku, 3);
    var orders = new NaiveOrders(tables, form, Gap.inStep(2));
    return Race.run(2, () -> orders.sell(Cart.of(sku, 2)).outcome() == Visit.Outcome.SOLD);
  }
}
