package io.holdfast.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutlivedKeysTest {

  private static final String SHOP = "outlived";

  @Inject DataSource dataSource;
  @Inject OutlivedKeys outlived;

  @BeforeEach
  void item() {
    RestAssured.given()
        .header("Holdfast-Shop", SHOP)
        .contentType("application/json")
        .body("{\"sku\":\"K\",\"name\":\"Key\",\"onHand\":100}")
        .post("/api/v1/items");
  }

  @Test
  void anOutlivedKeyIsFreeAgainEvenBeforeItIsRemoved() throws SQLException {
    var first = order("again").statusCode(201).extract().path("id");
    sql(
        "UPDATE idempotency_record SET created_at = created_at - interval '25 hours' WHERE shop = ?");
    var second = order("again").statusCode(201).extract();
    assertThat(second.header("Idempotent-Replayed")).isNull();
    assertThat(second.<String>path("id")).isNotEqualTo(first);
  }

  @Test
  void outlivedKeysAreRemovedInSlicesAndFreshOnesStay() throws SQLException {
    sql("DELETE FROM idempotency_record WHERE shop = ?");
    sql(
        """
        INSERT INTO idempotency_record (shop, principal, key, fingerprint, status, body, created_at)
        SELECT ?, 'anonymous', 'old-' || n, '', 201, '', now() - interval '25 hours'
        FROM generate_series(1, 2500) AS n""");
    order("fresh").statusCode(201);
    outlived.remove();
    assertThat(sql("DELETE FROM idempotency_record WHERE shop = ?")).isEqualTo(1);
  }

  private static ValidatableResponse order(String key) {
    return RestAssured.given()
        .header("Holdfast-Shop", SHOP)
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body("{\"lines\":[{\"sku\":\"K\",\"quantity\":1}]}")
        .post("/api/v1/orders")
        .then();
  }

  private int sql(String statement) throws SQLException {
    try (var connection = dataSource.getConnection();
        var prepared = connection.prepareStatement(statement)) {
      prepared.setString(1, SHOP);
      return prepared.executeUpdate();
    }
  }
}
