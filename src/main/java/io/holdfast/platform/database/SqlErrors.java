package io.holdfast.platform.database;

import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.hibernate.StaleStateException;
import org.jspecify.annotations.Nullable;

/**
 * What an error means for the transaction it ended. Frameworks wrap what the driver threw, at
 * commit several times, so the whole chain of causes is walked to the SQLState, the suppressed ones
 * too: the transaction manager keeps the reason of a failed commit there. Stateless.
 */
public final class SqlErrors {

  /** Of a server that takes no writes. */
  static final String READ_ONLY = "25006";

  private SqlErrors() {}

  /**
   * The exception to throw in place of {@code error}, which ended a transaction before its COMMIT
   * was sent.
   *
   * @return {@code error} itself where it is none of the database's
   */
  public static RuntimeException translate(Throwable error) {
    var known = find(error, RetryableException.class);
    if (known != null) {
      return known;
    }
    if (find(error, OptimisticLockException.class) != null
        || find(error, StaleStateException.class) != null) {
      return new ConcurrencyConflictException(ConflictCause.VERSION, error);
    }
    var state = sqlState(error);
    if (state != null) {
      return ofState(state, error);
    }
    if (find(error, SQLException.class) != null) {
      // The pool's own refusals carry no SQLState.
      return new ConnectionLostException(error);
    }
    return error instanceof RuntimeException runtime ? runtime : new IllegalStateException(error);
  }

  private static RuntimeException ofState(String state, Throwable error) {
    return switch (state) {
      case "40001" -> new ConcurrencyConflictException(ConflictCause.SERIALIZATION, error);
      case "40P01" -> new ConcurrencyConflictException(ConflictCause.DEADLOCK, error);
      case "55P03" -> new ConcurrencyConflictException(ConflictCause.LOCK_TIMEOUT, error);
      // A key that another transaction took first: read again, it is there now.
      // 22012: a row that had to be there was not, see Script.
      case "23505", "22012" -> new ConcurrencyConflictException(ConflictCause.VERSION, error);
      // 0A000: a cached plan outlived its table. 25P03, 57P05: idle too long, inside a transaction
      // and outside. READ_ONLY: an old primary.
      case "0A000", "25P03", "57P05", READ_ONLY, "53300", "57P03" ->
          new ConnectionLostException(error);
      case "57014", "53100" -> new DatabaseUnavailableException(error);
      default ->
          connectionLost(state)
              ? new ConnectionLostException(error)
              : error instanceof RuntimeException runtime
                  ? runtime
                  : new IllegalStateException(error);
    };
  }

  /**
   * Whether it is about the values of some row, so that a smaller batch may go through: class 22 or
   * 23, save those that are conflicts.
   */
  public static boolean isDataError(Throwable error) {
    var state = sqlState(error);
    return state != null
        && (state.startsWith("22") || state.startsWith("23"))
        && !(translate(error) instanceof RetryableException);
  }

  /** Whether it is a value that a column cannot hold: of the wrong form, or too large. */
  public static boolean isOutOfRange(Throwable error) {
    var state = sqlState(error);
    return state != null && state.startsWith("22") && isDataError(error);
  }

  /** Whether a CHECK constraint, the last defence of the counters, forbids it. */
  public static boolean isCheckViolation(Throwable error) {
    return "23514".equals(sqlState(error));
  }

  /** Whether the server takes no writes, as a standby does. */
  static boolean isOfReadOnlyServer(Throwable error) {
    return READ_ONLY.equals(sqlState(error));
  }

  /** Whether an error of COMMIT leaves open whether the transaction was committed. */
  static boolean leavesCommitUnknown(Throwable error) {
    var state = sqlState(error);
    return state == null || connectionLost(state);
  }

  private static boolean connectionLost(String state) {
    // 25P04: the transaction took longer than it may.
    return state.startsWith("08")
        || state.equals("57P01")
        || state.equals("57P02")
        || state.equals("25P04");
  }

  private static @Nullable String sqlState(Throwable error) {
    var found = find(error, SQLException.class, true);
    return found == null ? null : found.getSQLState();
  }

  private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    return find(error, type, false);
  }

  private static <T extends Throwable> @Nullable T find(
      Throwable error, Class<T> type, boolean withState) {
    return find(error, type, withState, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static <T extends Throwable> @Nullable T find(
      @Nullable Throwable error, Class<T> type, boolean withState, Set<Throwable> seen) {
    if (error == null || !seen.add(error)) {
      return null;
    }
    if (type.isInstance(error)
        && !(withState && error instanceof SQLException sql && sql.getSQLState() == null)) {
      return type.cast(error);
    }
    var found = find(error.getCause(), type, withState, seen);
    for (var suppressed : error.getSuppressed()) {
      found = found != null ? found : find(suppressed, type, withState, seen);
    }
    return found;
  }
}
