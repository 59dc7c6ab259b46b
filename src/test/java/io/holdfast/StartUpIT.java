package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops the packaged service from starting. */
class StartUpIT {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"naive", "Optimistic"})
  void aStrategyThatDoesNotExistStopsTheStartAndNamesThoseThatDo(String strategy) {
    try (var service =
        ServiceProcess.in(directory).with("holdfast.reservation.strategy", strategy).start()) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.output())
          .contains(
              "holdfast.reservation.strategy is '"
                  + strategy
                  + "'; it must be one of conditional, optimistic, pessimistic");
    }
  }
}
