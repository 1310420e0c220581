package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.Basket;
import dev.holdfast.server.deploy.app.BeanEndpoint;
import dev.holdfast.server.deploy.app.BeanExtension;
import dev.holdfast.server.deploy.app.BeanFilter;
import dev.holdfast.server.deploy.app.BeanListener;
import dev.holdfast.server.deploy.app.BeanServlet;
import dev.holdfast.server.deploy.app.ClumsyListener;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.Kettle;
import dev.holdfast.server.deploy.app.SulkingExtension;
import dev.holdfast.server.deploy.app.Turn;
import dev.holdfast.server.deploy.app.Visitors;
import dev.holdfast.server.deploy.app.Wizard;
import dev.holdfast.server.sessions.SavedSessions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BeansIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(
                directory.resolve("work"), SavedSessions.in(directory.resolve("sessions")), Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static War everything() {
        return new War()
                .file("WEB-INF/beans.xml", "")
                .file("page.jsp", "${visitors.count} visitors")
                .classes(
                        BeanServlet.class,
                        BeanFilter.class,
                        BeanListener.class,
                        BeanEndpoint.class,
                        Visitors.class,
                        Basket.class,
                        Turn.class,
                        Wizard.class);
    }

    private void deploy(War war) throws Exception {
        server.deploy(war.write(directory, "app.war"));
    }

    private String get(String path) throws Exception {
        return server.get("/app/" + path).body();
    }

    @Test
    void eachScopeHasItsBeans() throws Exception {
        deploy(everything());

        assertThat(get("bean/application")).isEqualTo("1 2");
        assertThat(get("bean/application")).isEqualTo("1 3");
        HttpResponse<String> request = server.get("/app/bean/request");
        assertThat(request.headers().firstValue("Filtered")).hasValue("2/bean");
        assertThat(request.body()).isEqualTo("3/bean 4/bean");
        assertThat(get("bean/request")).isEqualTo("3/bean 4/bean");
        assertThat(get("bean/session?item=a")).isEqualTo("[a] true");
        assertThat(get("bean/session?item=b")).isEqualTo("[a, b] true");
        assertThat(server.get("/app/bean/session?item=c", "Cookie", "JSESSIONID=other")
                        .body())
                .isEqualTo("[c] true");
    }

    @Test
    void conversationGoesOnWhereItsIdIsGiven() throws Exception {
        deploy(everything());

        String id = get("bean/conversation").replace(" 1", "");
        assertThat(get("bean/conversation?cid=" + id)).isEqualTo(id + " 2");
        assertThat(get("bean/conversation")).doesNotStartWith(id + " ").endsWith(" 1");
    }

    @Test
    void containerIsFoundByNameAttributeAndItsOwnApi() throws Exception {
        deploy(everything());

        assertThat(get("bean/manager")).isEqualTo("true true true");
    }

    @Test
    void pagesAndEndpointsHaveBeans() throws Exception {
        deploy(everything());

        assertThat(get("page.jsp")).isEqualTo("1 visitors");
        assertThat(WebSocketClient.ask(server, "/app/visit", "ada")).isEqualTo("ada 2");
        assertThat(get("page.jsp")).isEqualTo("2 visitors");
    }

    @Test
    void applicationsHaveEachItsOwn() throws Exception {
        deploy(everything());
        server.deploy(everything().write(directory, "other.war"));

        assertThat(get("bean/application")).isEqualTo("1 2");
        assertThat(server.get("/other/bean/application").body()).isEqualTo("1 2");
        assertThat(get("bean/manager")).isEqualTo("true true true");
        assertThat(server.get("/other/bean/manager").body()).isEqualTo("true true true");
    }

    @Test
    void serversOfOneProcessHaveEachItsOwn() throws Exception {
        deploy(everything());
        try (TestServer second = new TestServer(directory.resolve("second"))) {
            second.deploy(everything().write(directory, "app.war"));

            assertThat(get("bean/application")).isEqualTo("1 2");
            assertThat(second.get("/app/bean/application").body()).isEqualTo("1 2");
            assertThat(second.get("/app/bean/session?item=a").body()).isEqualTo("[a] true");
        }
        assertThat(get("bean/application")).isEqualTo("1 3");
        assertThat(get("bean/manager")).isEqualTo("true true true");
    }

    @Test
    void beansEndWithTheApplication() throws Exception {
        System.clearProperty("holdfast.test.visitors");
        deploy(everything());
        assertThat(System.getProperty("holdfast.test.visitors")).isNull();
        server.applications().undeploy("/app");
        assertThat(System.getProperty("holdfast.test.visitors")).isEqualTo("destroyed");
    }

    @Test
    void beansOfASessionAreKeptOverARedeployment() throws Exception {
        deploy(everything());
        get("bean/session?item=a");
        String id = get("bean/conversation").replace(" 1", "");
        server.applications().undeploy("/app");
        deploy(everything());

        assertThat(get("bean/session?item=b")).isEqualTo("[a, b] true");
        assertThat(get("bean/conversation?cid=" + id)).isEqualTo(id + " 2");
    }

    @Test
    void beansOfASessionAreKeptOverARestart() throws Exception {
        deploy(everything());
        String cookie = server.get("/app/bean/session?item=a")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        server.close();
        start();
        deploy(everything());

        assertThat(server.get("/app/bean/session?item=b", "Cookie", cookie).body())
                .isEqualTo("[a, b] true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WEB-INF/beans.xml", "WEB-INF/classes/META-INF/beans.xml"})
    void beansXmlIsFoundWhereverItMayBe(String name) throws Exception {
        deploy(everything().file("WEB-INF/beans.xml", mode("none")).file(name, mode("annotated")));

        assertThat(get("bean/application")).isEqualTo("1 2");
    }

    @Test
    void librariesHaveBeansOfTheirOwn() throws Exception {
        deploy(new War()
                .file("WEB-INF/beans.xml", mode("all"))
                .classes(BeanServlet.class, Turn.class, Basket.class, Wizard.class)
                .library(
                        "lib.jar",
                        new War().libraryClasses(Visitors.class).file("META-INF/beans.xml", mode("annotated"))));

        assertThat(get("bean/application")).isEqualTo("0 1");
        assertThat(get("bean/session?item=a")).isEqualTo("[a] true");
    }

    @Test
    void applicationWithoutABeanHasTheBuiltInOnes() throws Exception {
        deploy(new War()
                .file("WEB-INF/beans.xml", "")
                .file(
                        "page.jsp",
                        "<%= jakarta.enterprise.inject.spi.CDI.current().select("
                                + "jakarta.enterprise.inject.spi.BeanManager.class).isResolvable() %>")
                .classes(HelloServlet.class));

        assertThat(get("page.jsp")).isEqualTo("true");
        assertThat(get("hello")).isNotEmpty();
    }

    @Test
    void extensionsOfTheApplicationMakeBeans() throws Exception {
        deploy(new War()
                .file("WEB-INF/beans.xml", "")
                .classes(BeanServlet.class, Turn.class, Basket.class, Wizard.class)
                .library(
                        "lib.jar",
                        new War()
                                .libraryClasses(Visitors.class, BeanExtension.class)
                                .file(
                                        "META-INF/services/jakarta.enterprise.inject.spi.Extension",
                                        BeanExtension.class.getName())));

        assertThat(get("bean/application")).isEqualTo("0 1");
    }

    private static String mode(String mode) {
        return "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.1' bean-discovery-mode='" + mode + "'/>";
    }

    @Test
    void whatIsNotThereFailsTheDeployment() {
        War noBeans = new War().libraryClasses(Visitors.class);
        assertThatThrownBy(() -> deploy(new War()
                        .file("WEB-INF/beans.xml", "")
                        .classes(BeanEndpoint.class, BeanListener.class, Turn.class)
                        .library("lib.jar", noBeans)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("annotation: " + BeanListener.class.getName()
                        + ": cannot be given its beans: DeploymentException: WELD-001408")
                .hasMessageContaining("Visitors");
        assertThatThrownBy(
                        () -> deploy(new War().file("WEB-INF/beans.xml", "").classes(BeanListener.class, Turn.class)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("annotation: " + BeanListener.class.getName()
                        + ": cannot be given its beans: NoClassDefFoundError: "
                        + Visitors.class.getName().replace('.', '/'));
        assertThatThrownBy(() -> deploy(new War()
                        .file("WEB-INF/beans.xml", "")
                        .classes(HelloServlet.class, Basket.class)
                        .library("lib.jar", noBeans)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("app.war: its beans cannot be started: DeploymentException: WELD-001408")
                .hasMessageContaining("Visitors");
    }

    @Test
    void componentThatFailsGivesItsBeansBack() {
        System.clearProperty("holdfast.test.kettle");
        assertThatThrownBy(() ->
                        deploy(new War().file("WEB-INF/beans.xml", "").classes(ClumsyListener.class, Kettle.class)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("spilt true");
        assertThat(System.getProperty("holdfast.test.kettle")).isEqualTo("empty");
    }

    @Test
    void failureAtTheStartIsToldAndNotTheOneAtTheEndThatFollows() {
        assertThatThrownBy(() -> deploy(new War()
                        .file("WEB-INF/beans.xml", "")
                        .classes(SulkingExtension.class, Kettle.class)
                        .file(
                                "WEB-INF/classes/META-INF/services/jakarta.enterprise.inject.spi.Extension",
                                SulkingExtension.class.getName())))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("does not like the beans");
    }

    @Test
    void malformedBeansXmlIsReportedWithItsLine() {
        assertThatThrownBy(() -> deploy(everything().file("WEB-INF/beans.xml", "<beans>\n</bean>")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("app.war: WEB-INF/beans.xml line 2");
        assertThatThrownBy(() -> deploy(everything().file("WEB-INF/beans.xml", mode("some"))))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("app.war: WEB-INF/beans.xml line 1")
                .hasMessageContaining("'some' is not a bean-discovery-mode: expected one of [all, annotated, none]");
    }

    @Test
    void applicationWithAContainerOfItsOwnGetsNone() throws Exception {
        deploy(new War()
                .file("WEB-INF/beans.xml", "")
                .classes(HelloServlet.class)
                .library(
                        "own.jar",
                        new War()
                                .file(
                                        "META-INF/services/jakarta.enterprise.inject.spi.CDIProvider",
                                        "com.example.Provider")));

        DeployedApplication application = server.applications().at("/app").orElseThrow();
        assertThatThrownBy(() -> application.classLoader().loadClass("jakarta.enterprise.inject.spi.CDI"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(get("hello")).isNotEmpty();
    }

    @Test
    void applicationWithoutBeansSeesNothingOfThem() throws Exception {
        DeployedApplication application =
                server.deploy(new War().classes(HelloServlet.class).write(directory, "plain.war"));

        assertThatThrownBy(() -> application.classLoader().loadClass("jakarta.inject.Inject"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> application.classLoader().loadClass("org.jboss.weld.Container"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
