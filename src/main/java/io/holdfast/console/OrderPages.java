package io.holdfast.console;

import io.holdfast.order.OrderFilter;
import io.holdfast.order.OrderView;
import io.holdfast.order.Orders;
import io.holdfast.order.Timeline;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.decision.OrderStatus;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The console's pages about orders: a list to filter, and one of them with its steps. */
@Path("/orders")
@Produces(ErrorPage.HTML)
@Blocking
public class OrderPages {

  private static final int PAGE = 50;

  private final Orders orders;
  private final Site site;

  OrderPages(Orders orders, Site site) {
    this.orders = orders;
    this.site = site;
  }

  /** What the list is narrowed to, as it was typed; empty where it is not. */
  public record Filter(
      String status, String customer, String sku, String from, String to, String id) {

    static Filter of(
        @Nullable String status,
        @Nullable String customer,
        @Nullable String sku,
        @Nullable String from,
        @Nullable String to,
        @Nullable String id) {
      return new Filter(text(status), text(customer), text(sku), text(from), text(to), text(id));
    }

    private static String text(@Nullable String typed) {
      return typed == null ? "" : typed.strip();
    }

    public boolean isEmpty() {
      return (status + customer + sku + from + to).isEmpty();
    }

    OrderFilter checked(@Nullable String after) {
      return OrderFilter.of(
          given(status), given(customer), given(sku), given(from), given(to), after);
    }

    private static @Nullable String given(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    private Templates() {}

    static native TemplateInstance orders(
        List<OrderStatus> statuses,
        Filter filter,
        List<OrderView> orders,
        @Nullable String next,
        @Nullable String problem);

    static native TemplateInstance order(OrderView order, String etag, Timeline timeline);
  }

  @GET
  public TemplateInstance orders(
      @QueryParam("status") @Nullable String status,
      @QueryParam("customer") @Nullable String customer,
      @QueryParam("sku") @Nullable String sku,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("id") @Nullable String id,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    var filter = Filter.of(status, customer, sku, from, to, id);
    var statuses = List.of(OrderStatus.values());
    try {
      var found = filter.id().isEmpty() ? list(filter, after) : one(filter.id());
      return Templates.orders(statuses, filter, found.items(), Site.next(found, uri), null);
    } catch (Problem refused) {
      return Templates.orders(statuses, filter, List.of(), null, refused.detail());
    }
  }

  private Page<OrderView> list(Filter filter, @Nullable String after) {
    return orders.list(site.shop(), site.onlyOwner(), filter.checked(after), PAGE);
  }

  private Page<OrderView> one(String id) {
    return new Page<>(List.of(find(id)), null);
  }

  private OrderView find(String id) {
    var uuid =
        Text.uuid(id)
            .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND, "There is no such order."));
    return OrderView.from(orders.get(site.shop(), site.onlyOwner(), uuid));
  }

  @GET
  @Path("/{id}")
  public TemplateInstance order(@PathParam("id") String id) {
    var order = find(id);
    return Templates.order(
        order, order.etag(), orders.timeline(site.shop(), site.onlyOwner(), order.id()));
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    return ErrorPage.of(failure);
  }
}
