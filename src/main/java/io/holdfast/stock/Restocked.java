package io.holdfast.stock;

import java.util.Collection;

/** There may be more of these items than before, as of a commit. */
public record Restocked(String shop, Collection<String> skus) {}
