package io.holdfast.console;

import io.holdfast.invariant.LastCheck;
import io.holdfast.invariant.Results;
import io.holdfast.platform.database.DatabaseStatus;
import io.holdfast.platform.problem.Problems;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The console's page about health: the books, the database, Redis, and what is known of pods. */
@Path("/health")
@Produces(ErrorPage.HTML)
@Blocking
public class HealthPages {

  private final Results results;
  private final DatabaseStatus database;
  private final RedisStatus redis;
  private final ThisPod pod;
  private final Site site;

  HealthPages(Results results, DatabaseStatus database, RedisStatus redis, ThisPod pod, Site site) {
    this.results = results;
    this.database = database;
    this.redis = redis;
    this.pod = pod;
    this.site = site;
  }

  /** An invariant as a row. */
  public record Row(LastCheck check, boolean holds, String found) {

    static Row of(LastCheck check) {
      var violations = check.violations();
      return new Row(
          check, violations == 0, violations == 1 ? "1 violation" : violations + " violations");
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    private Templates() {}

    static native TemplateInstance health(
        List<Row> checks,
        DatabaseStatus.@Nullable Answer database,
        String databaseMillis,
        DatabaseStatus.Pool pool,
        RedisStatus.@Nullable Answer redis,
        String redisMillis,
        ThisPod pod);
  }

  @GET
  public TemplateInstance health() {
    var shop = site.shop();
    var asked = redis.ask();
    DatabaseStatus.Answer answer = null;
    List<Row> checks = List.of();
    try {
      answer = database.ask();
      checks = results.last(shop).stream().map(Row::of).toList();
    } catch (RuntimeException failure) {
      // This is the page that has to be there when the database is not; it says so. A defect is
      // logged on the way.
      var unused = Problems.of(failure);
    }
    return Templates.health(
        checks,
        answer,
        answer == null ? "" : millis(answer.roundTrip()),
        database.pool(),
        asked,
        asked == null || asked.roundTrip() == null ? "" : millis(asked.roundTrip()),
        pod);
  }

  private static String millis(Duration time) {
    return "%.1f".formatted(time.toNanos() / 1e6);
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    return ErrorPage.of(failure);
  }
}
