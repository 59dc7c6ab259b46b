package io.holdfast.console;

import io.holdfast.platform.http.Page;
import io.holdfast.stock.ItemExport;
import io.holdfast.stock.ItemFilter;
import io.holdfast.stock.ItemView;
import io.holdfast.stock.Items;
import io.holdfast.stock.MovementView;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Stock: the items of a shop, and one of them with its levels and its ledger. */
@Path("/")
@Produces(ErrorPage.HTML)
@Blocking
public class StockPages {

  private static final String CSV = "text/csv;charset=UTF-8";

  private final Items items;
  private final ItemExport export;
  private final Site site;

  StockPages(Items items, ItemExport export, Site site) {
    this.items = items;
    this.export = export;
    this.site = site;
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    static native TemplateInstance stock(Page<ItemView> page, String q, boolean low);

    static native TemplateInstance stock$items(Page<ItemView> page, String q, boolean low);

    static native TemplateInstance row(ItemView item);

    static native TemplateInstance levels(ItemView item);

    static native TemplateInstance item(ItemView item, Page<MovementView> movements);

    static native TemplateInstance item$figures(ItemView item);

    static native TemplateInstance item$movements(ItemView item, Page<MovementView> movements);

    private Templates() {}
  }

  @GET
  public TemplateInstance stock(
      @QueryParam("q") @Nullable String q,
      @QueryParam("lowStock") @Nullable String lowStock,
      @QueryParam("after") @Nullable String after) {
    var text = q == null ? "" : q.strip();
    var filter = ItemFilter.of(text.isEmpty() ? null : text, lowStock, after);
    var page = items.list(site.shop(), filter, Page.limit(null));
    return site.wantsFragment()
        ? Templates.stock$items(page, text, filter.lowStock())
        : Templates.stock(page, text, filter.lowStock());
  }

  @GET
  @Path("items.csv")
  @Produces(CSV)
  public Response csv() {
    return Response.ok(export.of(site.shop()), CSV)
        .header("Content-Disposition", "attachment; filename=\"items.csv\"")
        .build();
  }

  @GET
  @Path("stock/{sku}")
  public TemplateInstance item(
      @PathParam("sku") String sku, @QueryParam("after") @Nullable String after) {
    var item = items.get(site.shop(), sku);
    return Templates.item(item, movements(sku, after));
  }

  /** The item's row in the list. */
  @GET
  @Path("stock/{sku}/row")
  public TemplateInstance row(@PathParam("sku") String sku) {
    return Templates.row(items.get(site.shop(), sku));
  }

  /** The item's levels, each with what changes it. */
  @GET
  @Path("stock/{sku}/levels")
  public TemplateInstance levels(@PathParam("sku") String sku) {
    return Templates.levels(items.get(site.shop(), sku));
  }

  @GET
  @Path("stock/{sku}/figures")
  public TemplateInstance figures(@PathParam("sku") String sku) {
    return Templates.item$figures(items.get(site.shop(), sku));
  }

  @GET
  @Path("stock/{sku}/movements")
  public TemplateInstance older(
      @PathParam("sku") String sku, @QueryParam("after") @Nullable String after) {
    return Templates.item$movements(items.get(site.shop(), sku), movements(sku, after));
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    return ErrorPage.of(failure);
  }

  private Page<MovementView> movements(String sku, @Nullable String after) {
    return items.movements(site.shop(), sku, after, Page.limit(null));
  }
}
