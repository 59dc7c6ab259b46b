package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Api;
import io.holdfast.EveryStrategy;
import io.holdfast.OtherSession;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.Transactions;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import io.holdfast.stock.VersionedLevels;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A level that is no longer what was decided on is not written. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class StaleLevelTest {

  private static final Api API = new Api("stale-level");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject DataSource dataSource;
  @Inject Transactions transactions;

  @Test
  void aLevelThatIsNotThereToBeWrittenIsAConflict() {
    var gone = List.of(new Level("gone", "main", 1, 1, 2));
    assertThatThrownBy(
            () ->
                transactions.write(
                    API.shop(),
                    Deadline.in(PATIENCE),
                    transaction -> {
                      Levels.update(transaction, gone);
                      return gone;
                    }))
        .isInstanceOf(ConcurrencyConflictException.class);
  }

  @Test
  void aVersionThatIsNoLongerTheCurrentOneIsAConflictToThoseWhoDoNotLock() throws Exception {
    var wanted = "STALE";
    API.createItem(wanted, 5);
    try (var other = new OtherSession(dataSource)) {
      var bump = "UPDATE stock_level SET version = version + %d WHERE sku = '" + wanted + "'";
      assertThatThrownBy(
              () ->
                  transactions.write(
                      API.shop(),
                      Deadline.in(PATIENCE),
                      transaction -> {
                        var level = VersionedLevels.read(API.shop(), List.of(wanted)).get(0);
                        other.executeAlone(bump.formatted(1));
                        VersionedLevels.write(API.shop(), List.of(level.changed(0, 1)));
                        return level;
                      }))
          .isInstanceOf(ConcurrencyConflictException.class);
      other.executeAlone(bump.formatted(-1));
    }
  }
}
