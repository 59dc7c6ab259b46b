package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.RedisLock.class)
class RedisLockContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
