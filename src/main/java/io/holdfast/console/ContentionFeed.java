package io.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.HotSku;
import io.holdfast.reservation.Reservations;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What the page about contention is told: first the past, then every second. Thread-safe. */
@ApplicationScoped
class ContentionFeed {

  /** Seconds that a reader may fall behind before its stream ends; it will come back. */
  private static final int MOST_BEHIND = 16;

  private static final int MOST_SKUS = 20;

  /**
   * One message.
   *
   * @param samples oldest first
   * @param hot of the reader's shop
   */
  @RegisterForReflection
  record News(List<Sample> samples, List<HotSku> hot) {}

  private final Sampler sampler;
  private final Reservations reservations;

  ContentionFeed(Sampler sampler, Reservations reservations) {
    this.sampler = sampler;
    this.reservations = reservations;
  }

  /** Messages in JSON; fails with {@code overloaded} where too many watch. */
  Multi<String> of(String shop) {
    return Multi.createFrom()
        .emitter(
            reader -> {
              var watcher =
                  new Sampler.Watcher() {
                    @Override
                    public void sample(Sample sample) {
                      reader.emit(news(shop, List.of(sample)));
                    }

                    @Override
                    public void end() {
                      reader.complete();
                    }
                  };
              reader.onTermination(() -> sampler.leave(watcher));
              var past = sampler.join(watcher);
              if (past == null) {
                reader.fail(
                    new Problem(ProblemType.OVERLOADED, "Too many watch already; come back."));
              } else {
                reader.emit(news(shop, past));
              }
            },
            MOST_BEHIND);
  }

  private String news(String shop, List<Sample> samples) {
    var news = new News(samples, reservations.hottest(shop, MOST_SKUS));
    return new String(Json.write(news), UTF_8);
  }
}
