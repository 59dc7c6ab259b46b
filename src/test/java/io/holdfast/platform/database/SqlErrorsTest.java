package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.RollbackException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each SQLState means for the transaction that it ended, however it is wrapped. */
class SqlErrorsTest {

  /** How what the driver threw arrives: as it is, or inside what others made of it. */
  enum Wrapping {
    NONE(error -> error),
    OF_THE_BATCH(error -> new BatchUpdateException(null, null, 0, new int[0], error)),
    OF_HIBERNATE(PersistenceException::new),
    OF_THE_POOL(SQLException::new),
    DEEP(error -> new IllegalStateException(new RuntimeException(new PersistenceException(error)))),
    AT_COMMIT(Wrapping::rolledBack),
    IN_A_CIRCLE(Wrapping::circle);

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final Function<SQLException, Throwable> wrap;

    Wrapping(Function<SQLException, Throwable> wrap) {
      this.wrap = wrap;
    }

    Throwable around(String state) {
      return wrap.apply(new SQLException("what the server said", state));
    }

    /** The transaction manager keeps the reason beside the cause. */
    private static Throwable rolledBack(SQLException error) {
      var rollback = new RollbackException("rolled back");
      rollback.addSuppressed(new IllegalStateException("flush", error));
      return rollback;
    }

    /** Causes that lead back to where one began, and the reason off that path. */
    private static Throwable circle(SQLException error) {
      var first = new RuntimeException("first");
      first.initCause(new RuntimeException("second", first));
      first.addSuppressed(error);
      return first;
    }

    static Stream<Throwable> all(String state) {
      return Stream.of(values()).map(wrapping -> wrapping.around(state));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "40001, SERIALIZATION",
    "40P01, DEADLOCK",
    "55P03, LOCK_TIMEOUT",
    "23505, VERSION",
    "22012, VERSION"
  })
  void whoeverLostAgainstAnotherTransactionMayTryAgain(String state, ConflictCause cause) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.translate(error))
                  .isInstanceOfSatisfying(
                      ConcurrencyConflictException.class,
                      conflict -> assertThat(conflict.conflict()).isEqualTo(cause))
                  .hasCause(error);
              assertThat(SqlErrors.leavesCommitUnknown(error)).isFalse();
              assertThat(SqlErrors.isDataError(error)).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08000", "08001", "08003", "08004", "08006", "08007", "08P01", "25P04", "57P01", "57P02"
      })
  void aConnectionThatIsGoneMayHaveCommittedIfThatWasSent(String state) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.translate(error))
                  .isInstanceOf(ConnectionLostException.class)
                  .hasCause(error);
              assertThat(SqlErrors.leavesCommitUnknown(error)).isTrue();
            });
  }

  /** Sessions that idled, a plan that outlived its table, an old primary, a server that is full. */
  @ParameterizedTest
  @ValueSource(strings = {"25P03", "57P05", "0A000", "25006", "53300", "57P03"})
  void anotherConnectionMayDoBetterAndNothingWasWritten(String state) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.translate(error)).isInstanceOf(ConnectionLostException.class);
              assertThat(SqlErrors.leavesCommitUnknown(error)).isFalse();
              assertThat(SqlErrors.isOfReadOnlyServer(error)).isEqualTo(state.equals("25006"));
            });
  }

  /** A statement that was cancelled, a disk that is full. */
  @ParameterizedTest
  @ValueSource(strings = {"57014", "53100"})
  void whatTheServerRefusesForReasonsOfItsOwnIsNotTriedAgain(String state) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.translate(error))
                  .isInstanceOf(DatabaseUnavailableException.class)
                  .isNotInstanceOf(RetryableException.class);
              assertThat(SqlErrors.leavesCommitUnknown(error)).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"23514", "23502", "23503", "22001", "22003", "22021", "22P02"})
  void whatIsAboutValuesIsPassedOnSoThatABatchCanBeSplit(String state) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.isDataError(error)).isTrue();
              assertThat(SqlErrors.isOutOfRange(error)).isEqualTo(state.startsWith("22"));
              assertThat(SqlErrors.isCheckViolation(error)).isEqualTo(state.equals("23514"));
              assertThatItIsPassedOn(error);
              assertThat(SqlErrors.leavesCommitUnknown(error)).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"42601", "42P01", "XX000"})
  void aDefectIsPassedOnAndIsNobodysData(String state) {
    assertThat(Wrapping.all(state))
        .allSatisfy(
            error -> {
              assertThat(SqlErrors.isDataError(error)).isFalse();
              assertThatItIsPassedOn(error);
            });
  }

  private static void assertThatItIsPassedOn(Throwable error) {
    var translated = SqlErrors.translate(error);
    if (error instanceof RuntimeException) {
      assertThat(translated).isSameAs(error);
    } else {
      assertThat(translated).isExactlyInstanceOf(IllegalStateException.class).hasCause(error);
    }
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void whatComesWithoutAStateIsThePoolsAndAtCommitSaysNothing(Wrapping wrapping) {
    var error = wrapping.wrap.apply(new SQLException("no connection in time"));
    assertThat(SqlErrors.translate(error)).isInstanceOf(ConnectionLostException.class);
    assertThat(SqlErrors.leavesCommitUnknown(error)).isTrue();
    assertThat(SqlErrors.isDataError(error)).isFalse();
  }

  @Test
  void aStaleVersionIsAConflictWhateverTheDatabaseSaidBesides() {
    var stale = new OptimisticLockException(new SQLException("aborted", "25P02"));
    assertThat(SqlErrors.translate(new IllegalStateException(stale)))
        .isInstanceOfSatisfying(
            ConcurrencyConflictException.class,
            conflict -> assertThat(conflict.conflict()).isEqualTo(ConflictCause.VERSION));
  }

  @Test
  void whatIsTranslatedOnceStaysWhatItIs() {
    var conflict = SqlErrors.translate(new SQLException("deadlock", "40P01"));
    assertThat(SqlErrors.translate(new IllegalStateException(conflict))).isSameAs(conflict);
  }

  @Test
  void whatIsNoneOfTheDatabasesIsPassedOn() {
    var defect = new IllegalArgumentException("not about SQL");
    assertThat(SqlErrors.translate(defect)).isSameAs(defect);
    assertThat(SqlErrors.isDataError(defect)).isFalse();
  }
}
