package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.EveryStrategy;
import io.holdfast.reservation.Strategies;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same race as in {@link RaceTest}, against every strategy there is. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class CureTest {

  @Inject DataSource dataSource;
  @Inject Strategies strategies;

  static List<String> names() {
    return CDI.current().select(Strategies.class).get().names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void ofTwoOrdersForTwoOfThreeUnitsExactlyOneIsAccepted(String strategy) throws Exception {
    var reservations = strategies.named(strategy).orElseThrow();
    var sku = "CURE-" + strategy.toUpperCase(Locale.ROOT);
    Buying.create(sku, 3);

    var verdicts =
        Race.run(2, () -> Buying.buy(reservations, sku, 2)).stream()
            .map(Buying.Answer::verdict)
            .toList();

    assertThat(verdicts).filteredOn(Verdict.Accepted.class::isInstance).hasSize(1);
    assertThat(verdicts)
        .filteredOn(Verdict.InsufficientStock.class::isInstance)
        .containsExactly(new Verdict.InsufficientStock(List.of(new Verdict.Shortage(sku, 2, 1))));
    var books = Books.of(dataSource, sku);
    books.assertBalance();
    assertThat(books.available()).isEqualTo(1);
  }
}
