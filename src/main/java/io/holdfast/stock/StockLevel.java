package io.holdfast.stock;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A level as Hibernate keeps it: a write of a version that is no longer the current one fails. */
@Entity
@Table(name = "stock_level")
@IdClass(StockLevel.Key.class)
class StockLevel extends PanacheEntityBase {

  @Id String shop;
  @Id String sku;
  @Id String location;

  @Column(name = "on_hand")
  long onHand;

  long reserved;

  @Version long version;

  static List<StockLevel> find(String shop, Collection<String> skus) {
    return list("shop = ?1 AND sku IN ?2 ORDER BY sku, location", shop, skus);
  }

  static StockLevel find(String shop, Level level) {
    return findById(new Key(shop, level.sku(), level.location()));
  }

  Level toLevel() {
    return new Level(sku, location, onHand, reserved, version);
  }

  void set(Level level) {
    onHand = level.onHand();
    reserved = level.reserved();
  }

  static final class Key {
    @Nullable String shop;
    @Nullable String sku;
    @Nullable String location;

    Key() {}

    Key(String shop, String sku, String location) {
      this.shop = shop;
      this.sku = sku;
      this.location = location;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && Objects.equals(shop, that.shop)
          && Objects.equals(sku, that.sku)
          && Objects.equals(location, that.location);
    }

    @Override
    public int hashCode() {
      return Objects.hash(shop, sku, location);
    }
  }
}
