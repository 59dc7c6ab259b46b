package io.holdfast.reservation;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Configurations.Combining.class)
class CombiningContractTest extends StrategyContract {

  @Override
  boolean neverContends() {
    return true;
  }
}
