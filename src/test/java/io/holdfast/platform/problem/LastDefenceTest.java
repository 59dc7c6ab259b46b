package io.holdfast.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.OtherSession;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the database notices is refused in the terms of the request, and changes nothing. */
@QuarkusTest
class LastDefenceTest {

  private static final Api API = new Api("last-defence");

  @Inject DataSource dataSource;

  /** Stands in for a rule that the edge does not know. */
  @ParameterizedTest
  @CsvSource({
    "sku <> 'TABOO', 409, stock-in-use",
    "sku <> 'TABOO' OR sku::int8 > 0, 400, validation"
  })
  void refuses(String rule, int status, String type) throws Exception {
    var before = API.state();
    try (var other = new OtherSession(dataSource)) {
      other.executeAlone("ALTER TABLE item ADD CONSTRAINT taboo CHECK (" + rule + ")");
      try {
        var refused =
            API.json("{\"sku\":\"TABOO\",\"name\":\"Taboo\",\"onHand\":1}").post(Api.ITEMS);
        Api.assertRefused(refused, status, type);
        assertThat(refused.asString()).doesNotContainIgnoringCase("constraint");
      } finally {
        other.executeAlone("ALTER TABLE item DROP CONSTRAINT taboo");
      }
    }
    assertThat(API.state()).isEqualTo(before);
  }
}
