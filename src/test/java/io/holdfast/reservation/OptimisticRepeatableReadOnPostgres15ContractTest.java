package io.holdfast.reservation;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EveryStrategy.RepeatableReadOnPostgres15.class)
class OptimisticRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  String strategy() {
    return "optimistic";
  }

  @Override
  boolean neverContends() {
    return false;
  }
}
