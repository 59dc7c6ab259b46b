package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.RedisLockRepeatableReadOnPostgres15.class)
class RedisLockRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
