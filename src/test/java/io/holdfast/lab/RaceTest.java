package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.reservation.Strategies;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The bug, made certain: 3 units, two orders of 2, both past the check before either subtracts. */
@QuarkusTest
class RaceTest {

  @Inject DataSource dataSource;
  @Inject Strategies strategies;

  @Test
  void twoOrdersPassTheSameCheckAndStockGoesNegative() throws Exception {
    var tables = LabTables.unconstrained(dataSource);

    assertThat(twoOrdersOfTwo(tables, NaiveForm.DECREMENT, "RACE-DECREMENT"))
        .containsExactly(true, true);

    assertThat(tables.sold("RACE-DECREMENT")).isEqualTo(4);
    assertThat(tables.stock("RACE-DECREMENT")).isEqualTo(-1);
  }

  @Test
  void aCheckConstraintStopsTheSecondDecrement() throws Exception {
    var tables = LabTables.checked(dataSource);

    assertThatThrownBy(() -> twoOrdersOfTwo(tables, NaiveForm.DECREMENT, "RACE-STOPPED"))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo("23514")); // check_violation

    assertThat(tables.sold("RACE-STOPPED")).isEqualTo(2);
    assertThat(tables.stock("RACE-STOPPED")).isEqualTo(1);
  }

  @Test
  void aLostUpdateSellsFourOfThreeAndLeavesOne() throws Exception {
    var tables = LabTables.unconstrained(dataSource);

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
    var tables = LabTables.checked(dataSource);

    assertThat(twoOrdersOfTwo(tables, NaiveForm.OVERWRITE, "RACE-UNSEEN"))
        .containsExactly(true, true);

    assertThat(tables.sold("RACE-UNSEEN")).isEqualTo(4);
    assertThat(tables.stock("RACE-UNSEEN")).isEqualTo(1);
  }

  @Test
  void theServiceCannotBeConfiguredToSellThisWay() {
    assertThat(strategies.names()).isNotEmpty().doesNotContain("naive");
    assertThat(strategies.named("naive")).isEmpty();
  }

  private List<Boolean> twoOrdersOfTwo(LabTables tables, NaiveForm form, String sku)
      throws Exception {
    tables.receive(sku, 3);
    var bothHaveChecked = new CyclicBarrier(2);
    var orders = new NaiveOrders(dataSource, tables, form, () -> Race.await(bothHaveChecked));
    return Race.run(2, () -> orders.place(sku, 2));
  }
}
