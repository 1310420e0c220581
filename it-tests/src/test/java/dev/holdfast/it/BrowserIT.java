package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser clicks through real applications, via the bridge. */
final class BrowserIT {
    private HoldfastProcess server;
    private HoldfastProcess bridge;
    private WebDriver browser;

    /** Before each test and not before all, so that a missing browser is counted: what is skipped as a whole class is not. */
    @BeforeEach
    void start(@TempDir Path directory, @TempDir Path profile) throws Exception {
        Path chromium = Peers.require("chromium", "chromium chromium-driver");
        Path driver = Peers.require("chromedriver", "chromium chromium-driver");
        server = RealServer.start(directory);
        bridge = HoldfastProcess.start("bridge", "--http", "0", server.awaitOut("ajp listening on "))
                .awaitReady();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                options);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (bridge != null) {
            bridge.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void linksFormsAndSessionsWorkAsAPersonUsesThem() throws Exception {
        browser.get(bridge.http().resolve("jsp/").toString());
        click(By.linkText("JSP with Tag File"));
        assertThat(browser.getPageSource()).contains("Panel 1").contains("Panel 2");
        browser.navigate().back();
        click(By.linkText("JSTL Expression"));
        assertThat(browser.getPageSource()).contains("JSTL Example");
        browser.navigate().back();
        click(By.linkText("JSP with Beans"));
        assertThat(browser.getPageSource()).contains("Counter accessed 1 times");
        browser.navigate().refresh();
        assertThat(browser.getPageSource()).contains("Counter accessed 2 times");
        browser.navigate().back();
        assertThat(browser.findElement(By.cssSelector("img")).getDomProperty("naturalWidth"))
                .isNotEqualTo("0");
    }

    @Test
    void singlePageApplicationComesUp() throws Exception {
        browser.get(bridge.http().resolve("hawtio/").toString());
        new WebDriverWait(browser, Duration.ofSeconds(30))
                .until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("input[type=password]")));
        assertThat(browser.getTitle()).containsIgnoringCase("hawtio");
        assertThat(browser.getCurrentUrl()).endsWith("/hawtio/login");
    }

    private void click(By link) {
        new WebDriverWait(browser, Duration.ofSeconds(30))
                .until(ExpectedConditions.elementToBeClickable(link))
                .click();
    }
}
