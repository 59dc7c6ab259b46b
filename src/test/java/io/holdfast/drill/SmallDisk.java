package io.holdfast.drill;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system in memory that can be filled. Only root may mount one. */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "size=120m";

  private final Path at;

  private SmallDisk(Path at) {
    this.at = at;
  }

  static SmallDisk mount(Path at) throws IOException {
    Files.createDirectories(at);
    if (Command.run(List.of("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", at + "")) != 0) {
      throw new NotPossibleHereException("no tmpfs may be mounted here");
    }
    return new SmallDisk(at);
  }

  /** Leaves no byte free. */
  void fill() throws IOException {
    var zeros = java.nio.ByteBuffer.allocate(1 << 12);
    try (var filler =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (true) {
        zeros.clear();
        filler.write(zeros);
      }
    } catch (IOException full) {
      if (at.toFile().getUsableSpace() > 1 << 12) {
        throw full;
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return at.resolve("filler");
  }

  @Override
  public void close() throws IOException {
    Command.run(List.of("umount", "--lazy", at + ""));
  }
}
