package io.holdfast.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Somebody with a browser that keeps cookies and follows no redirect by itself. */
final class Person {

  static final String HTML = "text/html,application/xhtml+xml";

  private final URI base;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();

  Person(URI base) {
    this.base = base;
  }

  CookieManager cookies() {
    return cookies;
  }

  /** Logs in; gives the answer that sets the session. */
  HttpResponse<String> logIn(String name) throws Exception {
    var answer = returned(location(submit(location(page("/orders")), name)));
    if (answer.statusCode() != 302) {
      throw new AssertionError("not logged in: " + answer.statusCode());
    }
    return answer;
  }

  HttpResponse<String> submit(URI form, String name) throws Exception {
    return send(
        HttpRequest.newBuilder(form)
            .POST(BodyPublishers.ofString("name=" + URLEncoder.encode(name, UTF_8))));
  }

  /** From the provider. */
  HttpResponse<String> returned(URI back) throws Exception {
    return send(HttpRequest.newBuilder(back).header("Accept", HTML));
  }

  HttpResponse<String> page(String path) throws Exception {
    return send(request(path).header("Accept", HTML));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), BodyHandlers.ofString());
  }

  static URI location(HttpResponse<?> answer) {
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }
}
