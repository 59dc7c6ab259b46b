package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.CombiningRepeatableReadOnPostgres15.class)
class CombiningRepeatableReadOnPostgres15ContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return true;
  }
}
