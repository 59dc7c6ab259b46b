package io.holdfast.webhook;

import static io.holdfast.Api.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.platform.access.Token;
import io.holdfast.platform.access.WithTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As in production, no webhook leads to where the service is, however its URL says so. */
@QuarkusTest
@TestProfile(WithTokens.class)
class PrivateReceiversTest {

  private static final String WEBHOOKS = "/api/v1/webhooks";

  private final Token admin = Token.of("hooks", "admin").shop("hooks-" + UUID.randomUUID());

  @Inject DataSource dataSource;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/x",
        "http://localhost/",
        "https://LOCALHOST/",
        "https://some.localhost/",
        "http://10.1.2.3/",
        "http://192.168.0.10/",
        "http://172.20.0.1/",
        "http://100.100.100.200/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1%25lo]/",
        // Other ways to write 127.0.0.1 are no URL.
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/"
      })
  void anAddressThatIsNotPublicIsRefusedAtOnce(String url) {
    assertInvalid(create(url), "url");
    assertThat(admin.request().get(WEBHOOKS).jsonPath().getList("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/hook",
        "http://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://localhost.example/"
      })
  void othersAreTaken(String url) {
    assertThat(create(url).statusCode()).isEqualTo(201);
  }

  /**
   * Whoever owns a name may let it mean this machine when it comes to sending, here from the start
   * on: the URL is changed behind the back of what looks at it first.
   */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "0x7f.1"})
  void nothingIsSentThereEither(String host) throws Exception {
    try (var receiver = new Receiver(any -> 200)) {
      var id = create("https://shop.example/hook").jsonPath().getString("id");
      change(id, receiver.url().replace("127.0.0.1", host));
      admin.json("{\"sku\":\"S\",\"name\":\"Something\"}").post(Api.ITEMS).then().statusCode(201);
      var deliveries = WEBHOOKS + "/" + id + "/deliveries";
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> admin.request().get(deliveries).path("items[0].error") != null);
      assertThat(admin.request().get(deliveries).<String>path("items[0].error"))
          .isIn("the address is not public", "the host is not known");
      assertThat(receiver.received()).isEmpty();
    }
  }

  private Response create(String url) {
    return admin.json("{\"url\":\"%s\"}".formatted(url)).post(WEBHOOKS);
  }

  private void change(String id, String url) throws SQLException {
    try (var connection = dataSource.getConnection();
        var update = connection.prepareStatement("UPDATE webhook SET url = ? WHERE id = ?")) {
      update.setString(1, url);
      update.setObject(2, UUID.fromString(id));
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
