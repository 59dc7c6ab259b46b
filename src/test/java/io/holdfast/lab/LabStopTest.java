package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.EveryStrategy;
import io.holdfast.lab.RaceView.Status;
import io.holdfast.platform.problem.Problem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stop of the service does to races. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class LabStopTest {

  private static final Api API = new Api("lab-stop");

  @Inject Track track;
  @Inject Entrants entrants;
  @Inject StoredRaces stored;
  @Inject LabConfig config;

  @Test
  void aStopCancelsTheRaceOnItsWayAndThoseThatWait() {
    // As in another process on the same database.
    var races = new Races(track, entrants, stored, config);
    // 400 orders, one after the other, of half a second each: nothing waits for its end.
    var slow =
        new NewRace(
            null, List.of("naive-decrement"), 400, 400, 1, 1, 1, 1, 500, 1, /* inStep= */ false);
    var running = races.start(API.shop(), slow).id().toString();
    var waiting = races.start(API.shop(), slow).id().toString();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> races.get(API.shop(), running).status() == Status.RUNNING);

    races.stop(new ShutdownEvent());

    for (var id : List.of(running, waiting)) {
      var race = API.request().get("/api/v1/lab/races/" + id).jsonPath();
      assertThat(race.getString("status")).isEqualTo("CANCELLED");
      assertThat(race.getString("note")).contains("stopped");
      assertThat(race.getInt("results[0].served")).isLessThan(400);
    }
    assertThatThrownBy(() -> races.start(API.shop(), slow)).isInstanceOf(Problem.class);
  }
}
