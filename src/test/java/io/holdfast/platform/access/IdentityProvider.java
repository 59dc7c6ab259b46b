package io.holdfast.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A provider of identities for tests: it publishes one key, with which tests sign tokens, and lets
 * everybody log in who has a name, with the roles that are written in front of it: {@code
 * admin,orders:read@olivia}.
 */
public final class IdentityProvider implements QuarkusTestResourceLifecycleManager {

  static final String SECRET = "a-secret-of-thirty-two-characters-or-more";

  private static final RsaJsonWebKey KEY = newKey("key-1");

  /** What was asked for at the login, by code. */
  private static final Map<String, Map<String, String>> LOGINS = new ConcurrentHashMap<>();

  /** The same, by refresh token. */
  private static final Map<String, Map<String, String>> SESSIONS = new ConcurrentHashMap<>();

  private static volatile UnaryOperator<Token> idTokens = UnaryOperator.identity();
  private static volatile UnaryOperator<Token> accessTokens = UnaryOperator.identity();

  private static volatile @Nullable HttpServer server;

  /** What becomes of tokens before it signs them at a login, from now on. */
  static void atLogin(UnaryOperator<Token> ofId, UnaryOperator<Token> ofAccess) {
    idTokens = ofId;
    accessTokens = ofAccess;
  }

  /** Ends all sessions: none is renewed any more. */
  static void endSessions() {
    SESSIONS.clear();
  }

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
    return start(0);
  }

  /** At that port, or at any if it is 0. */
  static Map<String, String> start(int port) {
    try {
      var started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server = started;
      var discovery =
          """
          {"issuer":"%1$s","jwks_uri":"%1$s/keys","token_endpoint":"%1$s/token",
           "authorization_endpoint":"%1$s/login","end_session_endpoint":"%1$s/logout"}"""
              .formatted(issuer());
      var keys = "{\"keys\":[" + KEY.toJson(OutputControlLevel.PUBLIC_ONLY) + "]}";
      started.createContext(
          "/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery));
      started.createContext("/keys", exchange -> answer(exchange, 200, keys));
      started.createContext("/login", IdentityProvider::login);
      started.createContext("/token", IdentityProvider::token);
      started.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return Map.of("quarkus.oidc.auth-server-url", issuer());
  }

  /** A form, and where it leads to. */
  private static void login(HttpExchange exchange) throws IOException {
    var asked = fields(exchange.getRequestURI().getRawQuery());
    if (exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      send(
          exchange,
          200,
          "<form method=post><label>Name <input name=name></label><button>Log in</button></form>");
      return;
    }
    var code = UUID.randomUUID().toString();
    asked.putAll(fields(body(exchange)));
    LOGINS.put(code, asked);
    var back =
        asked.get("redirect_uri")
            + "?code="
            + code
            + "&state="
            + URLEncoder.encode(Objects.requireNonNull(asked.get("state")), UTF_8);
    exchange.getResponseHeaders().set("Location", back);
    send(exchange, 302, "");
  }

  private static void token(HttpExchange exchange) throws IOException {
    var form = fields(body(exchange));
    if (form.getOrDefault("grant_type", "").equals("refresh_token")) {
      var session = SESSIONS.remove(form.getOrDefault("refresh_token", ""));
      issue(exchange, session, UnaryOperator.identity(), UnaryOperator.identity());
      return;
    }
    var login = LOGINS.remove(form.getOrDefault("code", ""));
    var verified =
        login != null
            && challenge(form.getOrDefault("code_verifier", ""))
                .equals(login.get("code_challenge"));
    issue(exchange, verified ? login : null, idTokens, accessTokens);
  }

  private static void issue(
      HttpExchange exchange,
      @Nullable Map<String, String> login,
      UnaryOperator<Token> ofId,
      UnaryOperator<Token> ofAccess)
      throws IOException {
    if (login == null) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    var parts = Objects.requireNonNull(login.get("name")).split("@", 2);
    var access = Token.of(parts[1], parts[0].split(",", -1)).shop("login");
    var id =
        Token.of(parts[1])
            .shop("login")
            .with("typ", "ID")
            .with("nonce", login.get("nonce"))
            .with("preferred_username", parts[1]);
    var refresh = UUID.randomUUID().toString();
    SESSIONS.put(refresh, login);
    answer(
        exchange,
        200,
        """
        {"access_token":"%s","id_token":"%s","refresh_token":"%s","token_type":"Bearer",
         "expires_in":600}"""
            .formatted(ofAccess.apply(access).text(), ofId.apply(id).text(), refresh));
  }

  private static String challenge(String verifier) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> fields(String encoded) {
    return Arrays.stream(encoded.split("&", -1))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> field[0],
                field -> field.length < 2 ? "" : URLDecoder.decode(field[1], UTF_8),
                (first, second) -> first,
                ConcurrentHashMap::new));
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, status, json);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void stop() {
    end();
  }

  static void end() {
    if (server != null) {
      server.stop(0);
    }
  }
}
