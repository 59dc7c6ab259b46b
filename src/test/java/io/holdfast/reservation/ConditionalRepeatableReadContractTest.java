package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.ConditionalRepeatableRead.class)
class ConditionalRepeatableReadContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return false;
  }
}
