package io.holdfast.stock;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An item's attributes; its stock lies in its levels. Deleted ones keep their row. */
@Entity
@Table(name = "item")
@IdClass(Item.Key.class)
class Item extends PanacheEntityBase {

  @Id String shop;
  @Id String sku;

  String name;

  @Column(name = "backorder_limit")
  long backorderLimit;

  @Column(name = "low_stock_threshold")
  @Nullable Long lowStockThreshold;

  @Column(name = "max_per_order")
  @Nullable Long maxPerOrder;

  @Column(name = "max_per_customer")
  @Nullable Long maxPerCustomer;

  @Version long version;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;

  @Column(name = "deleted_at")
  @Nullable Instant deletedAt;

  /** For Hibernate. */
  protected Item() {}

  Item(String shop, NewItem request, Instant now) {
    this.shop = shop;
    this.sku = request.sku();
    this.name = request.name();
    this.backorderLimit = request.backorderLimit() == null ? 0 : request.backorderLimit();
    this.lowStockThreshold = request.lowStockThreshold();
    this.maxPerOrder = request.maxPerOrder();
    this.maxPerCustomer = request.maxPerCustomer();
    this.createdAt = now;
    this.updatedAt = now;
  }

  /** The item, deleted or not. */
  static Optional<Item> find(String shop, String sku) {
    return Optional.ofNullable(findById(new Key(shop, sku)));
  }

  ItemAttributes attributes() {
    return new ItemAttributes(name, backorderLimit, lowStockThreshold, maxPerOrder, maxPerCustomer);
  }

  ItemPolicy policy() {
    return new ItemPolicy(sku, maxPerOrder, maxPerCustomer, backorderLimit, lowStockThreshold);
  }

  /** Takes over attributes; the version rises only where one of them differs. */
  void set(ItemAttributes attributes, Instant now) {
    if (attributes.equals(attributes())) {
      return;
    }
    name = attributes.name();
    backorderLimit = attributes.backorderLimit();
    lowStockThreshold = attributes.lowStockThreshold();
    maxPerOrder = attributes.maxPerOrder();
    maxPerCustomer = attributes.maxPerCustomer();
    updatedAt = now;
  }

  void delete(Instant now) {
    deletedAt = now;
    updatedAt = now;
  }

  static final class Key {
    @Nullable String shop;
    @Nullable String sku;

    Key() {}

    Key(String shop, String sku) {
      this.shop = shop;
      this.sku = sku;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && Objects.equals(shop, that.shop)
          && Objects.equals(sku, that.sku);
    }

    @Override
    public int hashCode() {
      return Objects.hash(shop, sku);
    }
  }
}
