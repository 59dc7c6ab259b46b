package io.holdfast.lab;

import java.util.Optional;
import java.util.stream.Stream;

/** The ways to get it wrong that can take part in a race. None of them is a strategy. */
enum Mistake {
  NAIVE_DECREMENT(
      "naive-decrement",
      "check, think, subtract",
      "Each order checked the stock before others had subtracted theirs, and then subtracted all the same"),
  NAIVE_OVERWRITE(
      "naive-overwrite",
      "check, think, overwrite",
      "Each order wrote a stock computed from what it had read before, over what others had written since"),
  RETRY_INSIDE_TRANSACTION(
      "retry-inside-transaction",
      "retries that see the same old row",
      "A retry inside its transaction sees the row that has already lost, so it can never get through"),
  LOCK_RELEASED_BEFORE_COMMIT(
      "lock-released-before-commit",
      "a lock in memory that ends too soon",
      "The lock was free before the commit, so who came next read the stock as it had been"),
  SKIP_LOCKED(
      "skip-locked",
      "a locked row taken for none",
      "A row that somebody else had locked was skipped, and its buyer was told that there was nothing left"),
  LEASE_WITHOUT_FENCE(
      "lease-without-fence",
      "a lock that runs out",
      "The lease ran out while its holder was held up, and two held the lock without knowing it"),
  LOCKS_IN_CART_ORDER(
      "locks-in-cart-order",
      "locks in the order of the cart",
      "Carts with the same things in opposite order waited for each other until one was ended");

  private final String label;
  private final String summary;
  private final String reason;

  Mistake(String label, String summary, String reason) {
    this.label = label;
    this.summary = summary;
    this.reason = reason;
  }

  static Optional<Mistake> named(String label) {
    return Stream.of(values()).filter(mistake -> mistake.label.equals(label)).findAny();
  }

  /** The name in requests and results. */
  String label() {
    return label;
  }

  /** In a few words. */
  String summary() {
    return summary;
  }

  /** Why it goes wrong: a sentence without its end. */
  String reason() {
    return reason;
  }

  /** Sells with this mistake, on tables of the lab's own. */
  Seller seller(LabTables tables, Gap gap) {
    return switch (this) {
      case NAIVE_DECREMENT -> new NaiveOrders(tables, NaiveForm.DECREMENT, gap);
      case NAIVE_OVERWRITE -> new NaiveOrders(tables, NaiveForm.OVERWRITE, gap);
      case RETRY_INSIDE_TRANSACTION -> new RetryInsideTransaction(tables, gap);
      case LOCK_RELEASED_BEFORE_COMMIT -> new LockReleasedBeforeCommit(tables, gap);
      case SKIP_LOCKED -> new SkipLocked(tables, gap);
      case LEASE_WITHOUT_FENCE -> new LeaseWithoutFence(tables, gap);
      case LOCKS_IN_CART_ORDER -> new LocksInCartOrder(tables, gap);
    };
  }
}
