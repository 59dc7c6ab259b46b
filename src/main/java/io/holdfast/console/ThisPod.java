package io.holdfast.console;

import io.holdfast.reservation.Reservations;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** What this process knows of itself. Immutable. */
@Singleton
public class ThisPod {

  private final String strategy;

  ThisPod(Reservations reservations) {
    this.strategy = reservations.strategy();
  }

  /** The pod's name in Kubernetes, the machine's elsewhere. */
  public String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "a machine without a name";
    }
  }

  public long pid() {
    return ProcessHandle.current().pid();
  }

  public Instant since() {
    return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  public String runtime() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
  }

  public String strategy() {
    return strategy;
  }
}
