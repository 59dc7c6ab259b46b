package io.holdfast.invariant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last checks of one invariant found in a shop, whichever process made them.
 *
 * @param meaning what is true where it holds, for people
 * @param checkedAt null where the shop has not been checked yet
 * @param violations at most 100
 */
public record LastCheck(
    String invariant, String meaning, @Nullable Instant checkedAt, long violations) {}
