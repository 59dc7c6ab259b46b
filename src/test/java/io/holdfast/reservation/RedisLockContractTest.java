package io.holdfast.reservation;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EveryStrategy.class)
class RedisLockContractTest extends StrategyContract {

  @Override
  String strategy() {
    return "redis-lock";
  }

  @Override
  boolean neverContends() {
    return false;
  }
}
