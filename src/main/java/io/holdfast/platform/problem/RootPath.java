package io.holdfast.platform.problem;

import org.eclipse.microprofile.config.ConfigProvider;

/** The path below which this build serves, {@code quarkus.http.root-path}. Stateless. */
public final class RootPath {

  // Fixed when the service is built, so a native image may read it then too.
  private static final String ROOT =
      ("/" + ConfigProvider.getConfig().getValue("quarkus.http.root-path", String.class) + "/")
          .replaceAll("/{2,}", "/");

  private RootPath() {}

  /** A request's path as the resources name it, with a slash in front. */
  public static String strip(String path) {
    return path.startsWith(ROOT) ? path.substring(ROOT.length() - 1) : path;
  }
}
