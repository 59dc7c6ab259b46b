package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, started while its provider of identities is away. */
class ProviderAwayIT {

  @TempDir Path directory;

  @AfterEach
  void end() {
    IdentityProvider.end();
  }

  @Test
  void nobodyIsLetInUntilItIsThereAndThenByItself() throws Exception {
    var provider = IdentityProvider.start(0);
    var port = URI.create(IdentityProvider.issuer()).getPort();
    var token = Token.of("somebody", "inventory:read").text();
    IdentityProvider.end();
    var launch =
        ServiceProcess.in(directory)
            .onTestDatabase()
            .with(provider)
            .with("holdfast.auth", "oidc")
            .with("quarkus.oidc.token.audience", Token.AUDIENCE);
    try (var service = launch.startReady()) {
      var buyers = new Buyers(service.baseUri());
      var refused = items(buyers, token);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("/problems/unavailable").doesNotContain("127.0.0.1");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(buyers.get("/api/v1/items").statusCode()).as("without a token").isIn(401, 503);

      IdentityProvider.start(port);
      await().atMost(Duration.ofSeconds(30)).until(() -> items(buyers, token).statusCode() == 200);
      assertThat(buyers.get("/api/v1/items").statusCode()).isEqualTo(401);
    }
  }

  private static HttpResponse<String> items(Buyers buyers, String token) throws Exception {
    return buyers.get("/api/v1/items", "Authorization", "Bearer " + token);
  }
}
