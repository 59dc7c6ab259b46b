package io.holdfast.drill;

/** What happens to a connection at its COMMIT. */
enum CommitFault {
  /** The connection is reset; the COMMIT does not arrive. */
  CUT_BEFORE,

  /** The COMMIT takes effect; the connection is reset in place of the answer. */
  LOSE_REPLY,

  /** The COMMIT takes effect; no byte comes back from there on, and nobody says so. */
  SILENCE_REPLY,

  /** The COMMIT arrives, but only after {@link PostgresProxy#DELAY}. */
  DELAY,

  /** Nothing; what is to be run is run between the COMMIT's effect and its answer. */
  RUN_BEFORE_REPLY
}
