package io.holdfast.reservation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Commands;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.LaneConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // nothing looks at what is not there
class LaneTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Somebody holds a row, and the look for whose it is fails as if the disk stood still. */
  private static final class Stalled extends BatchTransaction {

    Stalled() {
      super(null, null, null, "combining");
    }

    @Override
    Outcome run(
        LaneConnection connection,
        List<Waiting> members,
        long lockTimeoutMillis,
        Deadline deadline,
        boolean skipLockedOrders,
        TopUp topUp) {
      throw new ConcurrencyConflictException(ConflictCause.LOCK_TIMEOUT, null);
    }

    @Override
    Set<String> busySkus(LaneConnection connection, String shop, Set<String> skus, Deadline until) {
      throw new DatabaseUnavailableException(new SQLException("cancelled", "57014"));
    }
  }

  private final AdmissionQueue queue = new AdmissionQueue(10, 100, 100, 1_000_000);

  @Test
  void whateverFailsIsAnsweredAndTheLaneGoesOn() throws Exception {
    var registry = new SimpleMeterRegistry();
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(CombiningConfig.class)
            .build()
            .getConfigMapping(CombiningConfig.class);
    var lane =
        new Lane(
            queue,
            new Stalled(),
            null,
            config,
            new CombiningMetrics(registry),
            new Contention(registry, "combining"),
            3,
            50,
            aside -> assertThat(aside).isEmpty());
    var thread = new Thread(lane, "lane-under-test");
    thread.setDaemon(true);
    thread.start();
    try {
      for (var order = 0; order < 2; order++) {
        var waiting =
            new Waiting(
                Commands.place("shop", "a", 1), new Attempts(Deadline.in(Duration.ofMinutes(1))));
        assertThat(queue.offer(waiting)).isTrue();
        assertThat(waiting.answer)
            .failsWithin(PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(DatabaseUnavailableException.class);
      }
    } finally {
      thread.interrupt();
      thread.join(PATIENCE.toMillis());
    }
    assertThat(thread.isAlive()).isFalse();
  }
}
