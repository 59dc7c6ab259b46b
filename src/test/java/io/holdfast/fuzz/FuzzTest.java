package io.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.LogWatch;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Random requests after the service's own OpenAPI document: whatever is sent, the answer is one
 * that the document names, in the form that it gives, and what it forbids is refused. {@code
 * -Dfuzz.seed} repeats a run, {@code -Dfuzz.requests} makes it longer.
 */
@QuarkusTest
@TestProfile(FuzzTest.WithLab.class)
class FuzzTest {

  /** The lab is part of the document; its races are short ones here. */
  public static class WithLab implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("holdfast.lab.enabled", "true", "holdfast.lab.max-duration", "2s");
    }
  }

  private static final int ENOUGH_TO_GET_EVERYWHERE = 3000;

  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final int REQUESTS = Integer.getInteger("fuzz.requests", ENOUGH_TO_GET_EVERYWHERE);

  @Test
  void everyAnswerIsWhatTheDocumentPromises() throws Exception {
    System.out.printf("Fuzzing: -Dfuzz.seed=%d -Dfuzz.requests=%d%n", SEED, REQUESTS);
    var document = Document.of(RestAssured.get("/q/openapi?format=json").asString());
    var fuzzing = new Fuzzing(document, SEED);
    var host = URI.create(RestAssured.baseURI).getHost();
    try (var log = new LogWatch();
        var wire = new Wire(host, RestAssured.port)) {
      fuzzing.run(wire, REQUESTS);
      System.out.println(fuzzing.report());
      assertThat(fuzzing.objections()).as("seed %d", SEED).isEmpty();
      assertThat(log.defects()).as("seed %d", SEED).isEmpty();
    }
    for (var shop : List.of(Attempts.SHOP, Attempts.OTHER_SHOP, "default")) {
      var check = new Api(shop).empty().post("/api/v1/invariants/check");
      assertThat(check.jsonPath().getBoolean("ok")).as(check.asString()).isTrue();
    }
    if (REQUESTS >= ENOUGH_TO_GET_EVERYWHERE) {
      assertThat(fuzzing.withoutSuccess()).as("seed %d", SEED).isEmpty();
    }
  }
}
