package io.holdfast.drill;

/**
 * What a drill needs to be there: faults with equal ones share it.
 *
 * @param strategy of the service
 * @param disk which disk of PostgreSQL is so small that it can be filled
 * @param skew how the first instance's clock is off, as {@code faketime} says it; empty for right
 * @param failpoints whether the service can be halted at exact points
 */
record Setup(
    String strategy, boolean redis, boolean standby, Disk disk, String skew, boolean failpoints) {

  enum Disk {
    AMPLE,
    SMALL_HEAP,
    SMALL_LOG
  }

  static final Setup PLAIN = new Setup("combining", false, false, Disk.AMPLE, "", false);

  Setup withRedis() {
    return new Setup("redis-lock", true, standby, disk, skew, failpoints);
  }

  Setup withStandby() {
    return new Setup(strategy, redis, true, disk, skew, failpoints);
  }

  Setup with(Disk small) {
    return new Setup(strategy, redis, standby, small, skew, failpoints);
  }

  Setup withSkew(String offset) {
    return new Setup(strategy, redis, standby, disk, offset, failpoints);
  }

  Setup withFailpoints(String name) {
    return new Setup(name, redis, standby, disk, skew, true);
  }
}
