package io.holdfast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** HTTP byte by byte, for what a well-behaved client cannot be made to send. */
public final class RawHttp {

  private static final int TIMEOUT_MILLIS = 30_000;

  private RawHttp() {}

  /** The answer to one request, read until the service closes the connection. */
  public static String send(String head, byte[]... body) throws IOException {
    var base = URI.create(RestAssured.baseURI);
    try (var socket = new Socket(base.getHost(), RestAssured.port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var out = socket.getOutputStream();
      var lines = head + "\nHost: localhost\nConnection: close\n\n";
      out.write(lines.replace("\n", "\r\n").getBytes(ISO_8859_1));
      for (var part : body) {
        out.write(part);
      }
      out.flush();
      var answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(ISO_8859_1);
    }
  }
}
