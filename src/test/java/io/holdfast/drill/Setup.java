package io.holdfast.drill;

/**
 * What a drill needs to be there: faults with equal ones share it.
 *
 * @param strategy of the service
 * @param redis whether there is one, and whether somebody watches it
 * @param disk which disk of PostgreSQL is so small that it can be filled
 * @param failpoints whether the service can be halted at exact points
 */
record Setup(String strategy, Redis redis, boolean standby, Disk disk, boolean failpoints) {

  enum Redis {
    NONE,
    ALONE,
    WATCHED
  }

  enum Disk {
    AMPLE,
    SMALL_HEAP,
    SMALL_LOG
  }

  static final Setup PLAIN = new Setup("combining", Redis.NONE, false, Disk.AMPLE, false);

  Setup with(Redis one) {
    return new Setup("redis-lock", one, standby, disk, failpoints);
  }

  Setup withStandby() {
    return new Setup(strategy, redis, true, disk, failpoints);
  }

  Setup with(Disk small) {
    return new Setup(strategy, redis, standby, small, failpoints);
  }

  Setup withFailpoints(String name) {
    return new Setup(name, redis, standby, disk, true);
  }
}
