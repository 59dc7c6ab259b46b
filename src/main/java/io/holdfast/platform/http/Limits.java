package io.holdfast.platform.http;

/** Bounds that the HTTP contract sets on what callers send. */
public final class Limits {

  /** Units of one line of an order. */
  public static final long MAX_QUANTITY = 1_000_000;

  /** Units on hand at one location. */
  public static final long MAX_STOCK = 1_000_000_000_000L;

  /** Characters of a name. */
  public static final int NAME = 500;

  /** Characters of a customer, a reference or a reason. */
  public static final int LABEL = 200;

  /** Bytes of a body. */
  public static final int MAX_BODY = 1024 * 1024;

  private Limits() {}
}
