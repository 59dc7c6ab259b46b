/** The bug on purpose, on tables of its own, so that its cure can be measured. */
@NullMarked
package io.holdfast.lab;

import org.jspecify.annotations.NullMarked;
