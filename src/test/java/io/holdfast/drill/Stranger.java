package io.holdfast.drill;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.net.InetSocketAddress;

/** In the place of an instance somebody who answers with one status, and nothing else. */
final class Stranger implements AutoCloseable {

  private final Instance instance;
  private final HttpServer server;

  Stranger(Site site, int status) throws IOException {
    instance = new Instance(ServiceProcess.in(site.directory()));
    var base = instance.base();
    server = HttpServer.create(new InetSocketAddress(base.getHost(), base.getPort()), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  Instance instance() {
    return instance;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
