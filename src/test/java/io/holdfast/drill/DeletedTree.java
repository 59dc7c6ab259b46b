package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Removes a folder and all in it. */
final class DeletedTree {

  private DeletedTree() {}

  static void delete(Path root) throws IOException {
    try (var found = Files.walk(root)) {
      for (var path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
