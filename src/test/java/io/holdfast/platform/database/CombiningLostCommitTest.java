package io.holdfast.platform.database;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(CombiningLostCommitTest.Behind.class)
class CombiningLostCommitTest extends LostCommitContract {

  public static final class Behind extends Profile {
    public Behind() {
      super("combining");
    }
  }
}
