package io.holdfast.platform.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ConditionalLostCommitTest.Behind.class)
class ConditionalLostCommitTest extends LostCommitContract {

  public static final class Behind extends Profile {
    public Behind() {
      super("conditional");
    }
  }
}
