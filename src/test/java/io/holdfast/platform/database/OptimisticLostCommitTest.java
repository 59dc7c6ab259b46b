package io.holdfast.platform.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(LostCommitContract.BehindAProxy.class)
class OptimisticLostCommitTest extends LostCommitContract {

  @Override
  String strategy() {
    return "optimistic";
  }
}
