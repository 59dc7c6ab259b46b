package io.holdfast.reservation;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EveryStrategy.RepeatableReadOnPostgres15.class)
class CombiningRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  String strategy() {
    return "combining";
  }

  @Override
  boolean neverContends() {
    return true;
  }
}
