package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.BrokenServlets;
import dev.holdfast.server.deploy.app.EncodingListener;
import dev.holdfast.server.deploy.app.HeaderFilter;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.LocaleServlet;
import dev.holdfast.server.deploy.app.Marker;
import dev.holdfast.server.deploy.app.Plugin;
import dev.holdfast.server.deploy.app.PluginInitializer;
import dev.holdfast.server.deploy.app.Plugins;
import dev.holdfast.server.deploy.app.RootServlet;
import dev.holdfast.server.deploy.app.SessionServlet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentIT {
    private static final String HELLO = HelloServlet.class.getName();
    private static final String TOMCATS_INITIALIZERS = """
            org.apache.tomcat.websocket.server.WsSci
            org.apache.jasper.servlet.JasperInitializer
            """;

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("work"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Somebody may be working on it. */
    @Test
    void fileOfADirectoryIsServedAsItIsNow() throws Exception {
        Path root = Files.createDirectories(directory.resolve("now"));
        Files.writeString(root.resolve("a.txt"), "one");
        server.deploy(root);
        assertThat(server.get("/now/a.txt").body()).isEqualTo("one");
        assertThat(server.get("/now/b.txt").statusCode()).isEqualTo(404);
        Files.writeString(root.resolve("a.txt"), "one more");
        Files.writeString(root.resolve("b.txt"), "another");
        assertThat(server.get("/now/a.txt").body()).isEqualTo("one more");
        assertThat(server.get("/now/b.txt").body()).isEqualTo("another");
    }

    @Test
    void annotatedServletAndFilterAnswer() throws Exception {
        deploy("hello.war", new War().classes(HelloServlet.class, HeaderFilter.class));

        HttpResponse<String> response = server.get("/hello/hello");
        assertThat(response.body()).isEqualTo("hello annotated from /hello by WebAppClassLoader");
        assertThat(response.headers().firstValue("X-Filter")).hasValue("header");
    }

    @Test
    void servletOfWebXmlAnswersWithItsMappingsAndContextParameters() throws Exception {
        deploy(
                "ROOT.war",
                new War()
                        .webXml("metadata-complete='true'", servlet("main", "/main/*"))
                        .classes(HelloServlet.class));

        assertThat(server.get("/main/deep").body()).isEqualTo("hello from main from  by WebAppClassLoader");
        assertThat(server.get("/hello").statusCode()).isEqualTo(404);
    }

    @Test
    void servletsThatCannotStartFailAlone() throws Exception {
        try (LogCapture undertow = LogCapture.of("io.undertow");
                LogCapture log = LogCapture.of(ServletStart.class.getName())) {
            deploy("b.war", new War().classes(BrokenServlets.class, HelloServlet.class));

            assertThat(undertow.text())
                    .containsOnlyOnce(BrokenServlets.Throws.class.getName() + ".init(")
                    .containsOnlyOnce("java.lang.IllegalStateException: as always")
                    .containsOnlyOnce("java.lang.NoClassDefFoundError: no/Such")
                    .containsOnlyOnce("java.lang.StackOverflowError: without an end")
                    .containsOnlyOnce("jakarta.servlet.ServletException: no key for it");
            assertThat(log.text())
                    .containsOnlyOnce(BrokenServlets.IsUnavailable.class.getName() + ".init(")
                    .doesNotContain("failed to start");
        }
        assertThat(server.get("/b/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/b/unavailable").statusCode()).isEqualTo(404);
        for (String path : new String[] {"/b/throws", "/b/link", "/b/static", "/b/deep", "/b/servlet", "/b/added"}) {
            assertThat(server.get(path).statusCode()).as(path).isEqualTo(500);
        }
    }

    @Test
    void servletThatNeverStartsIsInTheLogOnce() throws Exception {
        deploy("b.war", new War().classes(BrokenServlets.class));
        server.get("/b/static");

        try (LogCapture log = LogCapture.of("io.undertow.request")) {
            server.get("/b/throws");
            server.get("/b/throws");
            server.get("/b/static");
            server.get("/b/static");

            assertThat(log.text())
                    .containsOnlyOnce("UT005023")
                    .containsOnlyOnce("as always")
                    .doesNotContain("/b/static");
        }
    }

    @Test
    void servletWhoseClassIsMissingIsMissingAlone() throws Exception {
        try (LogCapture log = LogCapture.of(ServletAssembly.class.getName())) {
            deploy(
                    "m.war",
                    new War()
                            .webXml(
                                    "<servlet><servlet-name>m</servlet-name>\n<servlet-class>no.Such</servlet-class>"
                                            + "<load-on-startup>1</load-on-startup></servlet><servlet-mapping>"
                                            + "<servlet-name>m</servlet-name><url-pattern>/missing</url-pattern></servlet-mapping>")
                            .classes(HelloServlet.class));

            assertThat(log.text())
                    .contains("/m: WEB-INF/web.xml line 4 <servlet-class>: no.Such: class not found")
                    .contains("the servlet 'm' answers 404");
        }
        assertThat(server.get("/m/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/m/missing").statusCode()).isEqualTo(404);
        assertThat(server.get("/m/missing").statusCode()).isEqualTo(404);
    }

    @Test
    void errorPageOfAnExceptionThatIsNotThereIsIgnored() throws Exception {
        try (LogCapture log = LogCapture.of(Assembly.class.getName())) {
            deploy("e.war", new War().webXml("""
                            <error-page><exception-type>no.such.Failure</exception-type><location>/no.txt</location></error-page>
                            <error-page><exception-type>java.lang.RuntimeException</exception-type><location>/e.txt</location></error-page>
                            """).classes(SessionServlet.class).file("e.txt", "failed"));

            assertThat(log.text()).contains("WEB-INF/web.xml line 3 <exception-type>: no.such.Failure");
        }
        assertThat(server.get("/e/session?fail=1").body()).isEqualTo("failed");
    }

    /** A large application has tens of thousands of classes. */
    @Test
    void whatOnlyDeploymentAsksForIsNotKept() throws Exception {
        deploy("hello.war", new War().classes(HelloServlet.class, HeaderFilter.class));

        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        assertThat(String.valueOf(histogram))
                .containsPattern(WebApp.class.getName() + "\\s")
                .doesNotContainPattern(TypeHierarchy.class.getName() + "\\s");
    }

    @Test
    void firstOfTwoInitialParametersOfOneNameCounts() throws Exception {
        String second = "<init-param><param-name>greeting</param-name><param-value>no</param-value></init-param>";
        deploy(
                "init.war",
                new War()
                        .webXml(servlet("main", "/main").replace("</servlet>", second + "</servlet>"))
                        .classes(HelloServlet.class));

        assertThat(server.get("/init/main").body()).startsWith("hello from main");
    }

    @Test
    void urlPatternOfServlet22MayLackItsSlash() throws Exception {
        String webXml = "<web-app>" + servlet("main", "main") + "</web-app>";
        deploy("old.war", new War().file("WEB-INF/web.xml", webXml).classes(HelloServlet.class));

        assertThat(server.get("/old/main").body()).startsWith("hello from main");
    }

    @Test
    void servletThatOnlyAFragmentDeclaresAnswers() throws Exception {
        deploy(
                "a#b.war",
                new War()
                        .library(
                                "f.jar",
                                new War()
                                        .fragment("<name>f</name>" + servlet("fragment", "/f"))
                                        .libraryClasses(HelloServlet.class)));

        assertThat(server.get("/a/b/f").body()).startsWith("hello from fragment from /a/b");
    }

    @Test
    void initializerOfALibraryGetsTheTypesItHandles() throws Exception {
        deploy(
                "plugins.war",
                new War()
                        .webXml("metadata-complete='true'", "")
                        .classes(Plugins.class)
                        .library(
                                "init.jar",
                                new War()
                                        .libraryClasses(
                                                PluginInitializer.class, Plugin.class, Marker.class, HelloServlet.class)
                                        .file(
                                                LibraryJar.INITIALIZERS,
                                                "# comment\n" + PluginInitializer.class.getName() + "\n")));

        assertThat(server.get("/plugins/plugins").body())
                .startsWith("hello Base,Derived,HelloServlet,Marked,Servlet,Special from");
    }

    /** As archives do that were made to run by themselves, too, or that have Jasper on their class path for tests. */
    @Test
    void initializersOfTomcatThatAnArchiveBringsAreLeftOut() throws Exception {
        deploy(
                "t.war",
                new War()
                        .classes(HelloServlet.class)
                        .library("tomcat.jar", new War().file(LibraryJar.INITIALIZERS, TOMCATS_INITIALIZERS)));

        assertThat(server.get("/t/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void whatTomcatsContextSaysIsNamed() throws Exception {
        try (LogCapture log = LogCapture.of(ContextXml.class.getName())) {
            deploy(
                    "c.war",
                    new War()
                            .file(
                                    "META-INF/context.xml",
                                    "<Context><Resource name='jdbc/shop'><a/></Resource><Manager/>"
                                            + "<Valve name='&#10;FATAL: no'/><Valve name='" + "v".repeat(10_000)
                                            + "'/></Context>")
                            .classes(HelloServlet.class));
            deploy("d.war", new War().file("META-INF/context.xml", "<Context").classes(HelloServlet.class));

            assertThat(log.text())
                    .contains("/c: META-INF/context.xml")
                    .contains(": <Resource> jdbc/shop, <Manager>, <Valve> FATAL: no, <Valve> vv")
                    .doesNotContain("v".repeat(1000))
                    .contains("/d: META-INF/context.xml line 1");
        }
        assertThat(server.get("/c/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/d/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void encodingThatAListenerSetsIsThatOfForms() throws Exception {
        deploy("f.war", new War().classes(EncodingListener.class));

        assertThat(server.post("/f/form", "application/x-www-form-urlencoded", "text=%C3%BC%E2%82%AC")
                        .body())
                .isEqualTo("\u00fc\u20ac");
    }

    @Test
    void servletOfFilesServesEachByItsOwnPathWhereverItIsMapped() throws Exception {
        deploy("d.war", new War().webXml("""
                        <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/static/*</url-pattern></servlet-mapping>
                        """).file("static/a.txt", "a").file("b.txt", "b"));
        deploy("t.war", new War().webXml("""
                        <servlet><servlet-name>default</servlet-name>
                          <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
                        <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
                        <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/static/*</url-pattern></servlet-mapping>
                        """).file("static/a.txt", "a").file("b.txt", "b"));

        for (String application : new String[] {"/d", "/t"}) {
            assertThat(server.get(application + "/static/a.txt").body()).isEqualTo("a");
            assertThat(server.get(application + "/b.txt").body()).isEqualTo("b");
            assertThat(server.get(application + "/static/static/a.txt").statusCode())
                    .isEqualTo(404);
            assertThat(server.get(application + "/static/none.txt").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void servletOfTheContextRootHasAnEmptyServletPath() throws Exception {
        deploy("r.war", new War().classes(RootServlet.class));

        assertThat(server.get("/r/").body()).isEqualTo("[] [/] CONTEXT_ROOT");
        assertThat(server.get("/r/other").statusCode()).isEqualTo(404);
    }

    @Test
    void explodedDirectoryIsServedInPlace() throws Exception {
        Path app =
                new War().classes(HelloServlet.class).file("page.html", "one").explode(directory.resolve("exploded"));
        server.deploy(app);

        assertThat(server.get("/exploded/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/exploded/page.html").body()).isEqualTo("one");
        Files.writeString(app.resolve("new.html"), "new");
        assertThat(server.get("/exploded/new.html").body()).isEqualTo("new");
    }

    @Test
    void resourcesOfLibrariesLieBeneathThoseOfTheArchive() throws Exception {
        deploy(
                "res.war",
                new War()
                        .file("shared/own.txt", "own")
                        .file("shared/both.txt", "archive")
                        .library(
                                "r.jar",
                                new War()
                                        .file("META-INF/resources/shared/both.txt", "library")
                                        .file("META-INF/resources/shared/theirs.txt", "theirs")));

        assertThat(server.get("/res/shared/own.txt").body()).isEqualTo("own");
        assertThat(server.get("/res/shared/both.txt").body()).isEqualTo("archive");
        assertThat(server.get("/res/shared/theirs.txt").body()).isEqualTo("theirs");
    }

    @Test
    void inwardFilesAreNeverServed() throws Exception {
        deploy("in.war", new War().webXml("").file("META-INF/MANIFEST.MF", "x").file("index.html", "index"));

        for (String path : new String[] {
            "/in/WEB-INF/web.xml",
            "/in/META-INF/MANIFEST.MF",
            "/in//WEB-INF/web.xml",
            "/in/x/../WEB-INF/web.xml",
            "/in/%57EB-INF/web.xml",
            "/in/web-inf/web.xml",
            "/in/WEB-INF",
            "/in/;a/WEB-INF/web.xml",
            "/in/%2e/WEB-INF/web.xml"
        }) {
            assertThat(server.get(path).statusCode()).as(path).isBetween(400, 404);
        }
    }

    @Test
    void welcomeFilesErrorPagesAndMimeMappingsApply() throws Exception {
        deploy(
                "pages.war",
                new War()
                        .webXml("""
                        <welcome-file-list><welcome-file>start.xyz</welcome-file></welcome-file-list>
                        <mime-mapping><extension>xyz</extension><mime-type>text/x-yz</mime-type></mime-mapping>
                        <error-page><error-code>404</error-code><location>/missing.html</location></error-page>
                        <error-page><exception-type>java.lang.IllegalArgumentException</exception-type><location>/bad.html</location></error-page>
                        """)
                        .classes(SessionServlet.class)
                        .file("start.xyz", "welcome")
                        .file("sub/start.xyz", "sub")
                        .file("missing.html", "not here")
                        .file("bad.html", "bad argument"));

        HttpResponse<String> welcome = server.get("/pages/");
        assertThat(welcome.body()).isEqualTo("welcome");
        assertThat(welcome.headers().firstValue("Content-Type")).hasValue("text/x-yz");
        assertThat(server.get("/pages/sub/").body()).isEqualTo("sub");
        assertThat(server.get("/pages/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get("/pages/nothing").body()).isEqualTo("not here");
        assertThat(server.get("/pages/session?fail=1").statusCode()).isEqualTo(500);
        assertThat(server.get("/pages/session?fail=1").body()).isEqualTo("bad argument");
    }

    @Test
    void filesHaveTheTypesThatBrowsersInsistOn() throws Exception {
        deploy(
                "types.war",
                new War()
                        .webXml("<mime-mapping><extension>wasm</extension><mime-type>x/own</mime-type></mime-mapping>")
                        .file("a.mjs", "")
                        .file("a.js", "")
                        .file("a.wasm", "")
                        .file("a.woff2", ""));

        assertThat(contentType("/types/a.mjs")).isEqualTo("text/javascript");
        assertThat(contentType("/types/a.js")).isEqualTo("text/javascript");
        assertThat(contentType("/types/a.woff2")).isEqualTo("font/woff2");
        assertThat(contentType("/types/a.wasm")).isEqualTo("x/own");
    }

    private String contentType(String path) throws IOException, InterruptedException {
        return server.get(path).headers().firstValue("Content-Type").orElseThrow();
    }

    @Test
    void contentLanguageIsALanguageTag() throws Exception {
        deploy("l.war", new War().classes(LocaleServlet.class));

        assertThat(contentLanguage("tag=en")).isEqualTo("en");
        assertThat(contentLanguage("tag=de-CH")).isEqualTo("de-CH");
        assertThat(contentLanguage("tag=sr-Latn-RS")).isEqualTo("sr-Latn-RS");
        assertThat(contentLanguage("tag=en&header=fr,%20de")).isEqualTo("fr, de");
    }

    private String contentLanguage(String query) throws IOException, InterruptedException {
        return server.get("/l/locale?" + query)
                .headers()
                .firstValue("Content-Language")
                .orElseThrow();
    }

    @Test
    void sessionsCountAndTheirConfigurationApplies() throws Exception {
        deploy("s.war", new War().webXml("""
                        <session-config><session-timeout>7</session-timeout>
                          <cookie-config><name>SID</name><http-only>true</http-only><max-age>90</max-age></cookie-config>
                          <tracking-mode>COOKIE</tracking-mode></session-config>
                        """).classes(SessionServlet.class));

        HttpResponse<String> first = server.get("/s/session");
        assertThat(first.body()).isEqualTo("1 timeout 420");
        assertThat(first.headers().firstValue("Set-Cookie"))
                .hasValueSatisfying(cookie -> assertThat(cookie)
                        .startsWith("SID=")
                        .containsIgnoringCase("path=/s")
                        .containsIgnoringCase("max-age=90")
                        .containsIgnoringCase("httponly"));
        assertThat(server.get("/s/session").body()).isEqualTo("2 timeout 420");
    }

    @Test
    void longestContextPathWinsAndTheBareOneIsRedirected() throws Exception {
        deploy("ROOT.war", new War().file("index.html", "root").file("ab.html", "file of root"));
        deploy("a.war", new War().file("index.html", "a"));
        deploy("a#b.war", new War().file("index.html", "ab"));

        assertThat(server.get("/").body()).isEqualTo("root");
        assertThat(server.get("/ab.html").body()).isEqualTo("file of root");
        assertThat(server.get("/a/").body()).isEqualTo("a");
        assertThat(server.get("/a/b/").body()).isEqualTo("ab");
        HttpResponse<String> redirect = server.get("/a/b?x=%20y");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).hasValue("/a/b/?x=%20y");
        assertThat(server.post("/a", "text/plain", "").statusCode()).isEqualTo(307);
        assertThat(server.applications().all())
                .extracting(DeployedApplication::contextPath)
                .containsExactly("/", "/a", "/a/b");
    }

    private void deploy(String fileName, War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, fileName));
    }

    private static String servlet(String greeting, String pattern) {
        return "<servlet><servlet-name>s</servlet-name><servlet-class>" + HELLO + "</servlet-class><init-param>"
                + "<param-name>greeting</param-name><param-value>from " + greeting
                + "</param-value></init-param></servlet><servlet-mapping><servlet-name>s</servlet-name><url-pattern>"
                + pattern
                + "</url-pattern></servlet-mapping>";
    }
}
