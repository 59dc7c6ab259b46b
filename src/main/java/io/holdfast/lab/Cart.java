package io.holdfast.lab;

import java.util.List;

/**
 * What one buyer wants: as many units of each of these SKUs, all or nothing.
 *
 * @param skus in the order in which the buyer put them in
 */
record Cart(List<String> skus, long quantity) {

  static Cart of(String sku, long quantity) {
    return new Cart(List.of(sku), quantity);
  }

  /** The SKUs in the one order that all carts share. */
  List<String> sorted() {
    return skus.stream().sorted().toList();
  }
}
