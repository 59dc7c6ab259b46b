package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A shop whose tables are written to by hand, and the checks of it. */
record Damage(DataSource dataSource, Api api) {

  Damage(DataSource dataSource, String shop) {
    this(dataSource, new Api(shop));
  }

  /** Runs a statement that ends in a condition, for this shop alone; it has to hit something. */
  void run(String statement) throws SQLException {
    try (var connection = dataSource.getConnection();
        var change = connection.createStatement()) {
      var where = statement.contains(" WHERE ") ? " AND shop = '" : " WHERE shop = '";
      assertThat(change.executeUpdate(statement + where + api.shop() + "'")).isPositive();
    }
  }

  long count(String table) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement("SELECT count(*) FROM " + table + " WHERE shop = ?")) {
      select.setString(1, api.shop());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  JsonPath check(String scope) {
    var answer = api.empty().post("/api/v1/invariants/check?scope=" + scope);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    assertThat(answer.jsonPath().getString("scope")).isEqualTo(scope);
    return answer.jsonPath();
  }
}
