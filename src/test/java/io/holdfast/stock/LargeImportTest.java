package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Imports that take a while: beside sales, after a crash, and one at a time. */
@QuarkusTest
class LargeImportTest {

  private static final String IMPORT = Api.ITEMS + "/import";
  private static final String HEADER = "sku,name,onHand,delta\n";
  // Long enough for an import of more than the 1 MiB that other bodies may have.
  private static final String NAME = ", of a name".repeat(6);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject DataSource dataSource;
  @Inject ImportQueue queue;

  @Test
  void theServiceGoesOnSellingWhileThousandsOfRowsAreImported() {
    var shop = new Api("import-large");
    shop.createItem("SOLD", 100_000);
    var accepted = upload(shop, rows(0, 8_000) + "SOLD,,,5\n");
    accepted.then().statusCode(202);
    var path = accepted.header("Location");
    var sold = 0;
    while (!shop.request().get(path).path("status").equals("FINISHED")) {
      // On a machine that is busy with other things too an order may have to come back.
      var status = shop.order("SOLD", 1).statusCode();
      assertThat(status).isIn(201, 503);
      sold += status == 201 ? 1 : 0;
      assertThat(sold).as("orders during the import").isLessThan(50_000);
    }
    assertThat(sold).isGreaterThan(3);
    shop.request()
        .get(path)
        .then()
        .body("accepted", equalTo(8_001))
        .body("rejected", equalTo(0))
        .body("errorsOmitted", equalTo(0));
    shop.item("SOLD").then().body("reserved", equalTo(sold)).body("onHand", equalTo(100_005));
    shop.item("R-7999").then().statusCode(200).body("onHand", equalTo(7));
    assertThat(shop.request().get(Api.ITEMS + "/export").asString().lines()).hasSize(8_002);
    shop.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void anImportWhoseProcessDiedIsTakenOverWhereItStood() throws Exception {
    var shop = new Api("import-resumed");
    var path = upload(shop, rows(0, 1)).header("Location");
    awaitStatus(shop, path, "FINISHED");
    // As the process that had done 300 of 500 rows would have left it.
    var chunk = (HEADER + rows(0, 500)).getBytes(UTF_8);
    execute(
        "INSERT INTO item_import_chunk SELECT shop, id, 0, ? FROM item_import WHERE shop = ?",
        chunk,
        shop.shop());
    execute(
        "UPDATE item_import SET status = 'RUNNING', stored = true, rows = 300, accepted = 300,"
            + " lease_until = now() - interval '1 s' WHERE shop = ?",
        shop.shop());
    queue.look();
    awaitStatus(shop, path, "FINISHED");
    shop.request().get(path).then().body("accepted", equalTo(500));
    Api.assertRefused(shop.item("R-299"), 404, "not-found");
    shop.item("R-300").then().statusCode(200);
    shop.item("R-499").then().statusCode(200);
  }

  @Test
  void anImportThatCannotBeTakenOverFailsAndSaysSo() throws Exception {
    var shop = new Api("import-dead");
    var path = upload(shop, rows(0, 1)).header("Location");
    awaitStatus(shop, path, "FINISHED");
    execute(
        "UPDATE item_import SET status = 'RECEIVING', lease_until = now() - interval '1 s'"
            + " WHERE shop = ?",
        shop.shop());
    queue.look();
    awaitStatus(shop, path, "FAILED");
  }

  @Test
  void oneImportOfAShopRunsAtATime() throws Exception {
    var shop = new Api("import-one");
    awaitStatus(shop, upload(shop, rows(0, 1)).header("Location"), "FINISHED");
    execute(
        "UPDATE item_import SET status = 'RUNNING', lease_until = now() + interval '1 h'"
            + " WHERE shop = ?",
        shop.shop());
    var refused = send(shop, IMPORT, rows(1, 2));
    Api.assertRefused(refused, 429, "rate-limited");
    assertThat(refused.header("Retry-After")).isEqualTo("5");
    Api.assertRefused(upload(shop, rows(1, 2)), 429, "rate-limited");
    send(new Api("import-another"), IMPORT, rows(1, 2)).then().statusCode(200);
    // Its process is dead, and nobody can take over what was never stored.
    execute(
        "UPDATE item_import SET lease_until = now() - interval '1 s' WHERE shop = ?", shop.shop());
    send(shop, IMPORT, rows(1, 2)).then().statusCode(200);
  }

  private static String rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(("R-%1$d,\"Row, %1$d" + NAME + "\",7,\n")::formatted)
        .collect(Collectors.joining());
  }

  private static Response upload(Api shop, String rows) {
    return send(shop, IMPORT + "?async=true", rows);
  }

  private static Response send(Api shop, String path, String rows) {
    return shop.request().contentType("text/csv").body((HEADER + rows).getBytes(UTF_8)).post(path);
  }

  private static void awaitStatus(Api shop, String path, String status) {
    await().atMost(PATIENCE).until(() -> shop.request().get(path).path("status").equals(status));
  }

  private void execute(String sql, Object... parameters) throws Exception {
    try (var connection = dataSource.getConnection();
        var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
