package io.holdfast.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(EveryStrategy.class)
class ProblemPagesTest {

  @ParameterizedTest
  @EnumSource
  void everyTypeHasAPageForPeople(ProblemType type) {
    RestAssured.given()
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .get("/problems/" + type.slug())
        .then()
        .statusCode(200)
        .contentType("text/html;charset=UTF-8")
        .body(containsString(type.title()), containsString(Integer.toString(type.status())));
  }

  @ParameterizedTest
  @EnumSource
  void whoIsToComeBackIsToldWhen(ProblemType type) {
    var comesBack = type.status() == 503 || type.status() == 429;
    assertThat(new Problem(type, "detail").retryAfterSeconds().isPresent()).isEqualTo(comesBack);
  }
}
