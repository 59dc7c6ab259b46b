/** Transactions, what PostgreSQL's errors mean, and how a lost answer to COMMIT is settled. */
@NullMarked
package io.holdfast.platform.database;

import org.jspecify.annotations.NullMarked;
