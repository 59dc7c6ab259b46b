package io.holdfast.drill;

import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's {@code faketime}: a process whose wall clock is off. */
final class Faketime {

  private Faketime() {}

  /**
   * Lets the service see another time; spans of time pass as ever.
   *
   * @param offset such as {@code +24h}
   */
  static void skew(ServiceProcess.Launch launch, String offset) {
    try (var found = Files.walk(Path.of("/usr/lib"), 4)) {
      var library =
          found
              .filter(path -> path.endsWith("faketime/libfaketimeMT.so.1"))
              .findAny()
              .orElseThrow(() -> new NotPossibleHereException("apt-get install faketime"));
      launch
          .withEnvironment("LD_PRELOAD", library.toString())
          .withEnvironment("FAKETIME", offset)
          .withEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
          .withEnvironment("DONT_FAKE_MONOTONIC", "1");
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
