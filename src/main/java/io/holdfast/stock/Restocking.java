package io.holdfast.stock;

import io.holdfast.idempotency.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Collection;

/** Tells those whom it may concern that there may be more of some items. Thread-safe. */
@ApplicationScoped
class Restocking {

  private final Event<Restocked> event;

  Restocking(Event<Restocked> event) {
    this.event = event;
  }

  /** Tells it after the commit that led to this answer, and before the answer goes out. */
  Answer after(String shop, Collection<String> skus, Answer answer) {
    tell(shop, skus);
    return answer;
  }

  void tell(String shop, Collection<String> skus) {
    event.fire(new Restocked(shop, skus));
  }
}
