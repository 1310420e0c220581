package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.NamingServlet;
import dev.holdfast.server.deploy.app.ResourceBean;
import dev.holdfast.server.deploy.app.ResourceEverywhere;
import dev.holdfast.server.deploy.app.ResourceServlet;
import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.server.naming.DataSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.tools.ToolProvider;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResourcesIT {
    private static final String SERVLET = ResourceServlet.class.getName();
    private static final Class<?> BASE = ResourceServlet.class.getSuperclass();

    private static final String ENTRIES = entry("greeting", "String", "hello", "")
            + entry(SERVLET + "/limit", "Integer", "7", "")
            + entry(SERVLET + "/rate", "Double", "0.5", "");

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Path jar = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        server = new TestServer(
                directory.resolve("work"),
                DataSources.of(List.of(new DataSourceSettings(
                        "jdbc/shop", "jdbc:h2:mem:resources", "sa", "", jar, 1, Duration.ofSeconds(30)))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String entry(String name, String type, String value, String more) {
        return "<env-entry><env-entry-name>" + name + "</env-entry-name><env-entry-type>java.lang." + type
                + "</env-entry-type><env-entry-value>" + value + "</env-entry-value>\n" + more + "</env-entry>";
    }

    private static String target(String member) {
        return "<injection-target><injection-target-class>" + SERVLET + "</injection-target-class>\n"
                + "<injection-target-name>" + member + "</injection-target-name></injection-target>";
    }

    private void deploy(War war) throws Exception {
        server.deploy(war.write(directory, "app.war"));
    }

    private static War servlet(String webXml) {
        return new War().webXml(webXml).classes(ResourceServlet.class, BASE);
    }

    private String told() throws Exception {
        return server.get("/app/resources").body();
    }

    @Test
    void annotatedFieldsAndPropertiesAreInjectedSuperclassesFirst() throws Exception {
        deploy(servlet(ENTRIES));

        assertThat(told()).isEqualTo("rate 0.5, base with, limit 7 hello DAYS true");
    }

    @Test
    void descriptorInjectsAndCallsToo() throws Exception {
        deploy(servlet(ENTRIES + entry("d", "String", "text", target("declared"))
                + entry("s", "Boolean", "true", target("switch"))
                + "<post-construct><lifecycle-callback-class>" + SERVLET + "</lifecycle-callback-class>"
                + "<lifecycle-callback-method>alsoReady</lifecycle-callback-method></post-construct>"));

        assertThat(told()).endsWith("limit 7 hello DAYS true, declared text true");
    }

    @Test
    void completeDescriptorLeavesAnnotationsAlone() throws Exception {
        deploy(new War()
                .webXml(
                        "metadata-complete='true'",
                        entry("d", "String", "text", target("declared"))
                                + "<post-construct><lifecycle-callback-class>" + SERVLET + "</lifecycle-callback-class>"
                                + "<lifecycle-callback-method>alsoReady</lifecycle-callback-method></post-construct>"
                                + "<servlet><servlet-name>s</servlet-name><servlet-class>" + SERVLET
                                + "</servlet-class></servlet><servlet-mapping><servlet-name>s</servlet-name>"
                                + "<url-pattern>/resources</url-pattern></servlet-mapping>")
                .classes(ResourceServlet.class, BASE));

        assertThat(told()).isEqualTo("declared text false");
    }

    @Test
    void methodsAreCalledInTheEnd() throws Exception {
        System.clearProperty("holdfast.test.resources");
        deploy(servlet(ENTRIES));
        told();
        server.applications().undeploy("/app");

        assertThat(System.getProperty("holdfast.test.resources")).endsWith("true ended");
    }

    @Test
    void filtersListenersAndEndpointsGetThem() throws Exception {
        deploy(new War().webXml(ENTRIES).file("index.html", "").classes(ResourceEverywhere.class));

        assertThat(server.get("/app/").headers().firstValue("Greeting")).hasValue("hello hello");
        assertThat(WebSocketClient.ask(server, "/app/greet", "ada")).isEqualTo("hello ada");
    }

    @Test
    void beansAndComponentsAmongBeansGetThem() throws Exception {
        deploy(servlet(ENTRIES + entry("d", "String", "text", target("declared"))
                        + "<post-construct><lifecycle-callback-class>" + SERVLET + "</lifecycle-callback-class>"
                        + "<lifecycle-callback-method>alsoReady</lifecycle-callback-method></post-construct>")
                .file("WEB-INF/beans.xml", "")
                .file("page.jsp", "${resourceBean.greeting}")
                .classes(ResourceBean.class));

        assertThat(told()).isEqualTo("rate 0.5, base with, limit 7 hello DAYS true, declared text false");
        assertThat(server.get("/app/page.jsp").body()).isEqualTo("hello");
    }

    @Test
    void whatIsLookedUpElsewhereIsFoundByItsOwnName() throws Exception {
        deploy(servlet(ENTRIES).classes(NamingServlet.class));

        assertThat(server.get("/app/name?of=java:comp/env/jdbc/byLookup&sql=values%20(42)")
                        .body())
                .isEqualTo("42");
    }

    @Test
    void resourceThatIsNotThereFailsTheDeployment() throws Exception {
        server.close();
        server = new TestServer(directory.resolve("work"));

        assertThatThrownBy(() -> deploy(servlet(ENTRIES)))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(directory.resolve("app.war") + ": @Resource: " + BASE.getName()
                        + ": ofBase needs the resource jdbc/byLookup (java:jboss/datasources/jdbc/shop)"
                        + " of type javax.sql.DataSource, which is not there;"
                        + " datasources.jdbc/byLookup.url would make it a data source");
    }

    @Test
    void resourceThatABeanMissesFailsTheDeployment() {
        assertThatThrownBy(() -> deploy(new War().file("WEB-INF/beans.xml", "").classes(ResourceBean.class)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(
                        "@Resource: " + ResourceBean.class.getName() + ": greeting needs the resource greeting");
    }

    @Test
    void resourceOfAnotherTypeFailsTheDeployment() {
        assertThatThrownBy(() -> deploy(servlet(ENTRIES.replace("Double", "Float"))))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("@Resource: " + SERVLET + ": setRate needs the resource " + SERVLET
                        + "/rate as a java.lang.Double, and it is a java.lang.Float");
    }

    @Test
    void targetThatIsNotThereFailsTheDeployment() {
        assertThatThrownBy(() -> deploy(servlet(ENTRIES + entry("d", "String", "text", target("nothing")))))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("WEB-INF/web.xml line 8 <injection-target-name>: " + SERVLET
                        + ": has neither a property nor a field nothing");
    }

    @Test
    void whatThereIsNoContainerForIsNamedInTheLogAndLeftNull() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path annotation = Files.writeString(
                sources.resolve("PersistenceContext.java"),
                "package jakarta.persistence; @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)"
                        + " public @interface PersistenceContext {}");
        Path servlet = Files.writeString(
                sources.resolve("Shop.java"),
                "package shop; @jakarta.servlet.annotation.WebServlet(\"/shop\") public class Shop extends jakarta.servlet.http.HttpServlet {"
                        + " @jakarta.persistence.PersistenceContext Object manager;"
                        + " protected void doGet(jakarta.servlet.http.HttpServletRequest q, jakarta.servlet.http.HttpServletResponse p)"
                        + " throws java.io.IOException { p.getWriter().print(manager); } }"
                        // What a library such as Spring has made, it gives what is asked for itself.
                        + " class Store { @jakarta.persistence.PersistenceContext Object manager; }");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                sources.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                annotation.toString(),
                                servlet.toString()))
                .isZero();
        List<String> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(NamingAssembly.class.getName());
        log.addHandler(ear);
        try {
            deploy(new War()
                    .file("WEB-INF/classes/shop/Shop.class", Files.readAllBytes(sources.resolve("shop/Shop.class")))
                    .file("WEB-INF/classes/shop/Store.class", Files.readAllBytes(sources.resolve("shop/Store.class"))));
        } finally {
            log.removeHandler(ear);
        }

        assertThat(said)
                .anySatisfy(
                        line -> assertThat(line).contains("ignored").contains("@PersistenceContext shop.Shop.manager"))
                .noneMatch(line -> line.contains("shop.Store"));
        assertThat(server.get("/app/shop").body()).isEqualTo("null");
    }
}
