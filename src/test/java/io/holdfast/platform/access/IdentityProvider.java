package io.holdfast.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A provider of identities for tests: it publishes one key, with which tests sign tokens. */
public final class IdentityProvider implements QuarkusTestResourceLifecycleManager {

  private static final RsaJsonWebKey KEY = newKey("key-1");

  private static volatile @Nullable HttpServer server;

  /** The key that it publishes, and the private part that it does not. */
  static RsaJsonWebKey key() {
    return KEY;
  }

  /** What the claim {@code iss} has to be. */
  static String issuer() {
    return "http://127.0.0.1:" + Objects.requireNonNull(server).getAddress().getPort();
  }

  static RsaJsonWebKey newKey(String id) {
    try {
      var key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId(id);
      key.setUse("sig");
      key.setAlgorithm("RS256");
      return key;
    } catch (JoseException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      var started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server = started;
      publish(
          started,
          "/.well-known/openid-configuration",
          "{\"issuer\":\"%s\",\"jwks_uri\":\"%1$s/keys\",\"token_endpoint\":\"%1$s/token\",\"authorization_endpoint\":\"%1$s/login\"}"
              .formatted(issuer()));
      publish(started, "/keys", "{\"keys\":[" + KEY.toJson(OutputControlLevel.PUBLIC_ONLY) + "]}");
      started.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Map.of("quarkus.oidc.auth-server-url", issuer());
  }

  private static void publish(HttpServer on, String path, String document) {
    on.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          var bytes = document.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }
}
