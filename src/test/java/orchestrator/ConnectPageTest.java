package orchestrator;

import orchestrator.PageStudio.Look;
import orchestrator.demo.DemoComfy;
import orchestrator.demo.DemoOptions;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The first start, with no ComfyUI there yet. */
@Tag("browser")
class ConnectPageTest {

    @RegisterExtension
    static final PageStudio STUDIO = new PageStudio();

    @Test
    void a_comfyui_that_is_not_there_is_waited_for_and_found_without_a_reload() throws IOException {
        int port = freePort();
        STUDIO.startChoosing(at(port));
        STUDIO.expectComplaint("422");
        Page page = STUDIO.open(Look.DESK);
        assertThat(page.locator("#engine-chip")).hasAttribute("data-state", "unreachable");
        Locator card = page.locator(".connect");
        assertThat(card).isVisible();
        assertThat(page.locator(".grid > [data-part=empty]")).isHidden();
        assertThat(page.locator("#c-address")).hasValue(at(port).toString());
        assertThat(said(page)).hasText("Nothing answers at " + at(port) + ". Start ComfyUI, then check again.");

        AccessibilityPageTest.allow(STUDIO);
        assertEquals(List.of(), AccessibilityPageTest.broken(page, "connect"));

        page.locator("#c-address").fill("ftp://nowhere");
        page.keyboard().press("Enter");
        assertThat(page.locator("#c-address-error")).hasText("Give an address like http://127.0.0.1:8188");
        HttpServer other = other();
        page.locator("#c-address").fill("127.0.0.1:" + other.getAddress().getPort());
        page.locator(".connect [type=submit]").click();
        assertThat(said(page)).hasText("Something else answers at " + at(other.getAddress().getPort()));
        assertThat(page.locator("#c-address-error")).isHidden();
        assertThat(step(page, "address")).hasAttribute("data-state", "wrong");
        other.stop(0);

        page.locator("#c-address").fill(at(port).toString());
        page.keyboard().press("Enter");
        assertThat(said(page)).containsText("Nothing answers");
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast().withPort(port))) {
            assertThat(said(page)).containsText("Connected: ComfyUI 0.3.64");
            for (String done : List.of("address", "models")) {
                assertThat(step(page, done)).hasAttribute("data-state", "done");
            }
            assertThat(card).containsText("models found");
            assertThat(page.locator("#engine-chip")).hasAttribute("data-level", "ok");
            step(page, "picture").locator("[data-action=new]").click();
            Visitor visitor = new Visitor(page);
            visitor.formIsReady();
            page.locator("#f-prompt").fill("the first one");
            page.locator("[data-action=generate]").click();
            assertThat(visitor.tiles()).hasCount(1);
            assertThat(card).isHidden();
            assertEquals(1, STUDIO.pictures().size());
        }
    }

    @Test
    void an_address_that_is_typed_is_driven_from_then_on() throws IOException {
        try (DemoComfy comfy = DemoComfy.start(DemoOptions.fast())) {
            STUDIO.startChoosing(at(freePort()));
            Page page = STUDIO.open(Look.PHONE.in("ru").themed("light"));
            page.locator("#c-address").fill(comfy.address().getAuthority());
            page.locator(".connect [type=submit]").click();
            assertThat(said(page)).containsText("Подключено: ComfyUI");
            assertThat(page.locator("#engine-chip")).hasAttribute("data-level", "ok");
            assertThat(page.locator("#c-address")).hasValue(comfy.address().toString());
            assertEquals("[" + comfy.address() + "]", page.evaluate(
                    "async () => `[${(await (await fetch('/api/settings')).json()).comfyui}]`"));
        }
    }

    private static Locator said(Page page) {
        return page.locator("#c-address-said");
    }

    private static Locator step(Page page, String name) {
        return page.locator(".connect [data-step=" + name + "]");
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static HttpServer other() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = "<h1>It works!</h1>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }
}
