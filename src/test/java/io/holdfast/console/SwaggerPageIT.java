package io.holdfast.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Swagger UI in a browser that keeps to the policy; the window fails where it was held up. */
@ExtendWith(Browser.class)
class SwaggerPageIT {

  @Test
  void aCallCanBeTried(Window window) {
    window.page().navigate(window.service() + "/q/swagger-ui/");
    window.find("[data-path='/api/v1/contention']").click();
    window.find("button.execute").click();
    assertThat(window.find(".live-responses-table td.response-col_status:not(.col_header)"))
        .hasText("200");
  }
}
