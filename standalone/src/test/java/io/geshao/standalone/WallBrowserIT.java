package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.testkit.RealPart;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The duty wall in a real Chromium, on the real platform: what a duty officer sees and does when a fire starts. */
class WallBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestDatabase database = TestDatabase.of(Flavour.PLAIN);

    @TempDir
    static Path folder;

    private static PlatformProcess platform;
    private static ChromeDriver browser;

    @BeforeAll
    static void platform_and_browser() throws IOException {
        Path chromium = RealPart.CHROMIUM.orSkip(WallBrowserIT.class);
        Path driver = RealPart.CHROMEDRIVER.orSkip(WallBrowserIT.class);
        Path registry = new SmallRegistry(86_400)
                .device("smoke-1", "fire", "b01-z1")
                .device("smoke-2", "fire", "b01-z1")
                .device("bin-1", "bin", "")
                .writeTo(folder.resolve("registry"));
        platform = PlatformProcess.start(
                folder.resolve("platform"),
                Map.of(
                        "registry.dir", registry.toString(),
                        "db.url", ((org.postgresql.ds.PGSimpleDataSource) database.fresh()).getURL(),
                        "db.user", "postgres"));
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--lang=zh-CN",
                "--user-data-dir=" + folder.resolve("chromium"));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                options);
        browser.manage().window().setSize(new Dimension(1366, 768));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void fire_case_appears_without_reloading_and_can_be_taken() throws IOException, MqttException {
        browser.get("http://127.0.0.1:" + platform.httpPort() + "/");
        element("login-user").sendKeys(PlatformProcess.USER);
        element("login-password").sendKeys(PlatformProcess.PASSWORD);
        element("login-submit").click();
        element("case-list");
        waiting().until(d -> !"".equals(element("stream-status").getText()));
        assertThat(browser.findElements(by("case-row"))).isEmpty();
        JavascriptExecutor script = browser;
        script.executeScript("window.sameDocument = true");

        publish("smoke-1", "{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"battery\":91}}");

        WebElement row = element("case-row");
        assertThat(row.getDomAttribute("data-class")).isEqualTo("EM-01");
        assertThat(row.getDomAttribute("data-severity")).isEqualTo("S1");
        assertThat(row.getText()).contains("1号楼");
        assertThat(element("alarm-strip").isDisplayed()).isTrue();
        assertThat(script.executeScript("return window.sameDocument === true")).isEqualTo(true);
        picture("fire-suspected");

        publish("smoke-2", "{\"seq\":1,\"m\":{\"smoke_alarm\":true,\"battery\":88}}");
        String number = row.getDomAttribute("data-number");
        row.click();
        element("case-detail");
        waiting()
                .until(d -> element("case-detail").getText().contains("smoke-2")
                        || element("case-detail").getText().contains("设备 smoke-2"));
        assertThat(browser.findElements(by("case-row")))
                .as("two alerts of one fire, one case")
                .hasSize(1);

        element("ack-button").click();
        waiting().until(ExpectedConditions.invisibilityOfElementLocated(by("alarm-strip")));
        waiting().until(d -> element("case-detail").getText().contains(PlatformProcess.USER));
        picture("fire-taken");
        assertThat(browser.findElement(by("case-row")).getDomAttribute("data-number"))
                .isEqualTo(number);
        assertThat(script.executeScript("return window.sameDocument === true")).isEqualTo(true);
        assertThat(browser.manage().logs().get("browser").getAll())
                .as("nothing went wrong on the page")
                .filteredOn(entry -> entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue())
                .filteredOn(entry -> !entry.getMessage().contains("401")) // the question who I am, before the login
                .isEmpty();
    }

    private static By by(String testId) {
        return By.cssSelector("[data-testid='" + testId + "']");
    }

    private static WebDriverWait waiting() {
        return new WebDriverWait(browser, PATIENCE);
    }

    private static WebElement element(String testId) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(by(testId)));
    }

    private static void picture(String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(pictures.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    private static void publish(String device, String body) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + platform.mqttPort(), device, new MemoryPersistence());
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setUserName(device);
            options.setPassword(SmallRegistry.TOKEN.getBytes(StandardCharsets.UTF_8));
            client.connect(options);
            MqttMessage message = new MqttMessage(body.getBytes(StandardCharsets.UTF_8));
            message.setQos(1);
            client.publish("g/" + SmallRegistry.COMMUNITY + "/" + device + "/up", message);
            client.disconnect();
        } finally {
            client.close();
        }
    }
}
