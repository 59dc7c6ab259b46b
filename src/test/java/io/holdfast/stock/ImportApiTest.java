package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalogue that comes in as CSV, and goes out again. */
@QuarkusTest
class ImportApiTest {

  private static final Api API = new Api("import-api");
  private static final String IMPORT = Api.ITEMS + "/import";
  private static final String EXPORT = Api.ITEMS + "/export";

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/*", "application/json", "text/plain"})
  void onlyCsvIsImported(String type) {
    var refused = API.request().contentType(type).body("sku,name\nANY,Any\n".getBytes(UTF_8));
    Api.assertRefused(refused.post(Api.ITEMS + "/import"), 415, "unsupported-media-type");
  }

  @Test
  void newItemsAreCreatedAndKnownOnesChanged() {
    API.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    API.createItem("KNOWN", 5);
    API.createItem("OTHER", 5);
    API.order("KNOWN", 2);
    var answer =
        send(
            API,
            """
            onHand,sku,name,location,delta,lowStockThreshold,backorderLimit,maxPerOrder,maxPerCustomer
            3,NEW,"A ""new"" item,
            on two lines",,,1,2,3,4
            ,KNOWN,,,-3,9,,,
            7,OTHER,Renamed,attic,,,,,
            ,OTHER,,,,,,6,
            """);
    answer
        .then()
        .statusCode(200)
        .body("accepted", equalTo(4))
        .body("rejected", equalTo(0))
        .body("errors", hasSize(0));
    API.item("NEW")
        .then()
        .body("name", equalTo("A \"new\" item,\non two lines"))
        .body("onHand", equalTo(3))
        .body("lowStockThreshold", equalTo(1))
        .body("backorderLimit", equalTo(2))
        .body("maxPerOrder", equalTo(3))
        .body("maxPerCustomer", equalTo(4))
        .body("version", equalTo(0));
    API.item("KNOWN")
        .then()
        .body("name", equalTo("Item KNOWN"))
        .body("onHand", equalTo(2))
        .body("lowStockThreshold", equalTo(9))
        .body("version", equalTo(1));
    API.item("OTHER")
        .then()
        .body("name", equalTo("Renamed"))
        .body("maxPerOrder", equalTo(6))
        .body("version", equalTo(2))
        .body("levels.location", contains("attic", "main"))
        .body("levels.onHand", contains(7, 5));
    API.request()
        .get(Api.ITEMS + "/OTHER/movements")
        .then()
        .body("items[0].kind", equalTo("counted"))
        .body("items[0].reason", equalTo("import"));
    API.request().get(Api.ITEMS + "?lowStock=true").then().body("items.sku", contains("KNOWN"));
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void aRowThatIsRejectedStopsNoOther() {
    var shop = new Api("import-rejects");
    shop.createItem("P", 10);
    shop.order("P", 7);
    shop.createItem("FULL", 1_000_000_000_000L);
    shop.createItem("GONE", 1);
    shop.request().header("If-Match", "*").delete(Api.ITEMS + "/GONE");
    var answer =
        send(
            shop,
            """
            sku,name,onHand,delta,location
            A,First,1,,
            -bad,N,1,,
            ,N,1,,
            B,N,1.5,,
            C,N,-1,,
            D,,1,,
            E,N,1,1,
            P,Not renamed,6,,
            P,,,-4,
            FULL,,,1,
            GONE,,1,,
            F,N,1,,moon
            G,N,1

            H,N,,-1,
            export,N,1,,
            I,%s,1,,
            P,,7,,
            """
                .formatted("n".repeat(501)));
    answer
        .then()
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("rejected", equalTo(15))
        .body("errors.row", contains(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18))
        .body("errors[0].message", containsString("sku"))
        .body("errors[2].message", containsString("onHand"))
        .body("errors[4].message", containsString("name"))
        .body("errors[6].message", containsString("reserved"))
        .body("errors[9].message", containsString("deleted"))
        .body("errors[10].message", containsString("location"))
        .body("errors[11].message", containsString("fields"));
    shop.item("P").then().body("onHand", equalTo(7)).body("name", equalTo("Item P"));
    shop.item("A").then().body("onHand", equalTo(1));
    Api.assertRefused(shop.item("D"), 404, "not-found");
    Api.assertInvalid(shop.json("{\"sku\":\"import\",\"name\":\"N\"}").post(Api.ITEMS), "sku");
  }

  @Test
  void onlyTheFirstErrorsAreToldAndHowManyMoreThereAre() {
    var rows = IntStream.range(0, 230).mapToObj(i -> "-,N\n").collect(Collectors.joining());
    send(API, "sku,name\n" + rows)
        .then()
        .statusCode(200)
        .body("rejected", equalTo(230))
        .body("errors", hasSize(100))
        .body("errorsOmitted", equalTo(130));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name,onHand\n",
        "sku,sku\n",
        "sku,price\n",
        "SKU,name\n",
        "sku;name\n",
        "sku,\n",
        "\n",
        "\"sku,name\n"
      })
  void aHeaderRowThatIsNotKnownIsRefused(String csv) {
    Api.assertRefused(send(API, csv), 400, "validation");
  }

  @Test
  void whatIsNoCsvFromSomeRowOnEndsTheImportThere() {
    var answer = send(API, "sku,name\nBEFORE,N\nBROKEN,\"" + "x".repeat(70_000));
    answer
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1))
        .body("errors.row", contains(3))
        .body("errors[0].message", containsString("CSV"));
    API.item("BEFORE").then().statusCode(200);
  }

  @Test
  void bytesThatAreNotUtf8RejectTheirRow() {
    var csv = "\ufeffsku,name\nU1,caf\u00e9\nU2,\u00fc\n".getBytes(UTF_8);
    csv[csv.length - 2] = (byte) 0xff;
    var answer = API.request().contentType("text/csv").body(csv).post(IMPORT);
    answer.then().statusCode(200).body("accepted", equalTo(1)).body("errors.row", contains(3));
    API.item("U1").then().body("name", equalTo("caf\u00e9"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|=1+1|'=1+1",
        "2|+49|'+49",
        "3|-5|'-5",
        "4|@home|'@home",
        "5|'=x|''=x",
        "6|''@|'''@",
        "7|'quoted|'quoted"
      })
  void aNameThatLooksLikeAFormulaIsExportedBehindAnApostropheAndComesBackAsItWas(
      int number, String name, String exported) {
    var shop = new Api("import-formula-" + number);
    shop.json("{\"sku\":\"F\",\"name\":\"%s\"}".formatted(name)).post(Api.ITEMS);
    var csv = shop.request().get(EXPORT).asString();
    assertThat(csv.lines().toList())
        .containsExactly(
            "sku,name,onHand,delta,location,backorderLimit,lowStockThreshold,maxPerOrder,maxPerCustomer",
            "F," + exported + ",0,,main,0,,,");
    var copy = new Api(shop.shop() + "-copy");
    send(copy, csv).then().statusCode(200).body("accepted", equalTo(1));
    copy.item("F").then().body("name", equalTo(name));
  }

  @Test
  void anExportImportedElsewhereIsTheSameCatalogueAndImportedAgainChangesNothing() {
    var shop = new Api("import-copy.1");
    shop.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    IntStream.range(0, 7).forEach(i -> shop.createItem("C-" + i, i));
    LocationApiTest.level(shop, "C-3", "attic", 4);
    var response = shop.request().get(EXPORT);
    assertThat(response.contentType()).isEqualTo("text/csv;charset=UTF-8");
    var csv = response.asString();
    assertThat(csv.lines()).hasSize(9);
    var copy = new Api("import-copy.2");
    copy.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    send(copy, csv).then().body("accepted", equalTo(8));
    assertThat(copy.request().get(EXPORT).asString()).isEqualTo(csv);
    var before = copy.state();
    send(copy, csv).then().body("accepted", equalTo(8));
    assertThat(copy.state()).isEqualTo(before);
    assertThat(new Api("import-nothing").request().get(EXPORT).asString().lines()).hasSize(1);
  }

  @Test
  void whatAnImportBringsIsForThoseWhoWaitForIt() {
    var shop = new Api("import-awaited");
    send(shop, "sku,name,backorderLimit\nawaited,Awaited,5\n").then().body("accepted", equalTo(1));
    var waiting =
        shop.json("{\"lines\":[{\"sku\":\"awaited\",\"quantity\":5}],\"partial\":\"backorder\"}")
            .post(Api.ORDERS);
    waiting.then().body("lines[0].backordered", equalTo(5));
    send(shop, "sku,delta\nawaited,3\n").then().body("accepted", equalTo(1));
    shop.request()
        .get(Api.ORDERS + "/" + waiting.path("id"))
        .then()
        .body("lines[0].reserved", equalTo(3))
        .body("lines[0].backordered", equalTo(2));
  }

  @Test
  void anImportReadsNothingButCsvAndNothingElseReadsCsv() {
    Api.assertRefused(API.json("{}").post(IMPORT), 415, "unsupported-media-type");
    var csv = API.request().contentType("text/csv").body("sku\n");
    Api.assertRefused(csv.post(Api.ITEMS), 415, "unsupported-media-type");
    var latin = API.request().contentType("text/csv; charset=ISO-8859-1").body("sku\n");
    Api.assertRefused(latin.post(IMPORT), 415, "unsupported-media-type");
    var async = API.request().contentType("text/csv").body("sku\n");
    Api.assertInvalid(async.post(IMPORT + "?async=yes"), "async");
    var unknown = Api.ITEMS + "/imports/01900000-0000-7000-8000-000000000000";
    Api.assertRefused(API.request().get(unknown), 404, "not-found");
    Api.assertRefused(API.request().get(Api.ITEMS + "/imports/x"), 404, "not-found");
    send(API, "sku,name\n").then().body("accepted", equalTo(0)).body("errorsOmitted", equalTo(0));
  }

  private static Response send(Api shop, String csv) {
    var request = shop.request().contentType("text/csv; charset=UTF-8");
    return request.body(csv.getBytes(UTF_8)).post(IMPORT);
  }
}
