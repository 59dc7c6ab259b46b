package io.holdfast.reservation;

import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EveryStrategy.class)
class ConditionalContractTest extends StrategyContract {

  @Override
  String strategy() {
    return "conditional";
  }

  @Override
  boolean neverContends() {
    return true;
  }
}
