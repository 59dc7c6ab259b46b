package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what the instances hold: of the system, of PostgreSQL and of memory. Not thread-safe. */
final class Gauges {

  private static final double MB = 1024 * 1024;
  private static final Duration COLLECTION_LIMIT = Duration.ofSeconds(60);

  /** Twice, so that what has its end in the first collection is gone in the second. */
  private static final String COLLECT = "GC.run\nGC.heap_info\nGC.run\nGC.heap_info";

  /** Of the whole heap, or of each of its generations. */
  private static final Pattern HEAP = Pattern.compile(" total [^\\[\\n]*?used (\\d+)K");

  private static final Pattern DIRECT =
      Pattern.compile(
          "(?m)^(?:jvm_buffer_memory_used_bytes\\{id=\"direct\"|"
              + "netty_allocator_memory_used\\{.*memory_type=\"direct\").*} (\\S+)$");
  private static final Pattern LENT = Pattern.compile("(?m)^agroal_active_count\\{.*} (\\S+)$");
  private static final Pattern CLASSES =
      Pattern.compile("(?m)^jvm_classes_loaded_classes(?:\\{.*})? (\\S+)$");

  private final Site site;

  Gauges(Site site) {
    this.site = site;
  }

  Map<Figure, Double> read(int number) throws Exception {
    var instance = site.instance(number);
    Map<Figure, Double> values = new EnumMap<>(Figure.class);
    values.put(Figure.HEAP, liveHeap(instance));
    var metrics = Http.get(instance, "/q/metrics").body();
    values.put(Figure.DIRECT, sum(DIRECT, metrics) / MB);
    values.put(Figure.CLASSES, sum(CLASSES, metrics));
    var held = instance.figures();
    values.put(Figure.THREADS, (double) held.threads());
    values.put(Figure.FILES, (double) held.files());
    values.put(Figure.RESIDENT, resident(instance));
    values.put(Figure.HTTP, (double) httpConnections(instance));
    values.put(
        Figure.DATABASE,
        (double)
            site.database()
                .number(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = '%s'"
                        .formatted(Site.applicationName(number))));
    return values;
  }

  /** Connections that the pool has given away and not got back. */
  long lent(Instance instance) throws IOException {
    return (long) sum(LENT, Http.get(instance, "/q/metrics").body());
  }

  /** After a full collection. */
  private double liveHeap(Instance instance) throws IOException {
    var told = Files.createTempFile(site.directory(), "jcmd-", ".txt");
    try {
      var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      var process =
          new ProcessBuilder(jcmd, Long.toString(instance.pid()), COLLECT)
              .redirectErrorStream(true)
              .redirectOutput(told.toFile())
              .start();
      var exit = Command.await(process, COLLECTION_LIMIT);
      var text = Files.readString(told);
      var last = text.lastIndexOf("Command executed");
      if (exit != 0 || last < 0) {
        throw new IOException(text);
      }
      return sum(HEAP, text.substring(last)) / 1024;
    } finally {
      Files.delete(told);
    }
  }

  private static double resident(Instance instance) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(instance.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .sum()
        / 1024;
  }

  /** Of the instance's port: all that are neither over nor waiting for the first one. */
  private static long httpConnections(Instance instance) throws IOException {
    var port = ":%04X".formatted(instance.base().getPort());
    var count = 0L;
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (!Files.exists(Path.of(table))) {
        continue;
      }
      for (var line : Files.readAllLines(Path.of(table))) {
        var columns = line.strip().split("\\s+", 5);
        var isOver = columns[3].equals("06");
        var isListening = columns[3].equals("0A");
        if (columns[1].endsWith(port) && !isOver && !isListening) {
          count++;
        }
      }
    }
    return count;
  }

  private static double sum(Pattern pattern, String text) {
    var found = pattern.matcher(text).results().toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return found.stream().mapToDouble(one -> Double.parseDouble(one.group(1))).sum();
  }
}
