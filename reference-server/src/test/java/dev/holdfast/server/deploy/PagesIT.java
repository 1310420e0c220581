package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.PageAdder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.jasper.JspC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagesIT {
    private static final String TLD = """
            <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
              <tlib-version>1.0</tlib-version><short-name>t</short-name><uri>urn:holdfast:tags</uri>
              <tag-file><name>frame</name><path>/META-INF/tags/frame.tag</path></tag-file>
              <function><name>upper</name><function-class>java.util.Locale</function-class>
                <function-signature>java.util.Locale forLanguageTag(java.lang.String)</function-signature></function>
            </taglib>
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

    @Test
    void pageIsCompiledAndEvaluatesExpressions() throws Exception {
        deploy(new War()
                .file(
                        "index.jsp",
                        "<%@ page import='java.util.List' %><%= List.of(1, 2).size() %> ${1 + 2} ${param.x}"));

        assertThat(server.get("/p/?x=y").body()).isEqualTo("2 3 y");
    }

    /** As with Spring MVC, whose servlet is mapped to "/" and whose jars have tag libraries. */
    @Test
    void servletOfTheRootIsNotKeptFromItByPagesThatAreNotThere() throws Exception {
        deploy(new War()
                .webXml("<servlet><servlet-name>h</servlet-name><servlet-class>" + HelloServlet.class.getName()
                        + "</servlet-class></servlet><servlet-mapping><servlet-name>h</servlet-name><url-pattern>/</url-pattern>"
                        + "</servlet-mapping>")
                .classes(HelloServlet.class)
                .file("WEB-INF/views/view.jsp", "a page"));

        assertThat(server.get("/p/").statusCode()).isEqualTo(200);
    }

    @Test
    void welcomePageThatIsNotThereLeavesTheRootToItsServlet() throws Exception {
        deploy(new War()
                .webXml("<servlet><servlet-name>h</servlet-name><servlet-class>" + HelloServlet.class.getName()
                        + "</servlet-class></servlet><servlet-mapping><servlet-name>h</servlet-name><url-pattern>/</url-pattern>"
                        + "</servlet-mapping><welcome-file-list><welcome-file>/index.jsp</welcome-file>"
                        + "<welcome-file>home.html</welcome-file></welcome-file-list>")
                .classes(HelloServlet.class)
                .file("other.jsp", "a page")
                .file("WEB-INF/views/index.jsp", "a view")
                .file("sub/index.jsp", "another directory's"));

        assertThat(server.get("/p/").statusCode()).isEqualTo(200);
        assertThat(server.get("/p/sub/").body()).isEqualTo("another directory's");
    }

    @Test
    void tagFilesOfTheArchiveAndTagLibrariesOfLibrariesAreFound() throws Exception {
        deploy(new War()
                .file("WEB-INF/tags/box.tag", "<%@ attribute name='title' %>[${title}:<jsp:doBody/>]")
                .file(
                        "a.jsp",
                        "<%@ taglib prefix='b' tagdir='/WEB-INF/tags' %><%@ taglib prefix='t' uri='urn:holdfast:tags' %>"
                                + "<b:box title='x'><t:frame>in</t:frame></b:box>${t:upper('de').language}")
                .library(
                        "tags.jar",
                        new War().file("META-INF/tags.tld", TLD).file("META-INF/tags/frame.tag", "(<jsp:doBody/>)")));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("[x:(in)]de");
    }

    @Test
    void propertyGroupsAndPageServletsOfWebXmlApply() throws Exception {
        deploy(new War()
                .webXml("""
                        <servlet><servlet-name>page</servlet-name><jsp-file>/WEB-INF/hidden.jsp</jsp-file></servlet>
                        <servlet-mapping><servlet-name>page</servlet-name><url-pattern>/shown</url-pattern></servlet-mapping>
                        <jsp-config><jsp-property-group><url-pattern>*.page</url-pattern><el-ignored>true</el-ignored>
                          <include-prelude>/WEB-INF/prelude.jspf</include-prelude></jsp-property-group></jsp-config>
                        """)
                .file("WEB-INF/hidden.jsp", "hidden ${1 + 1}")
                .file("WEB-INF/prelude.jspf", "prelude ")
                .file("b.page", "${1 + 1}"));

        assertThat(server.get("/p/shown").body()).isEqualTo("hidden 2");
        assertThat(server.get("/p/b.page").body()).isEqualTo("prelude ${1 + 1}");
    }

    @Test
    void pagesThatAListenerAddsAnswerAtTheirMappings() throws Exception {
        deploy(new War()
                .webXml("<listener><listener-class>" + PageAdder.class.getName() + "</listener-class></listener>")
                .classes(PageAdder.class)
                .file("WEB-INF/one.jsp", "one <jsp:include page='/other.jsp'/>")
                .file("WEB-INF/two.jsp", "two")
                .file("other.jsp", "and another"));

        assertThat(server.get("/p/one").body()).isEqualTo("one and another");
        assertThat(server.get("/p/two").body()).isEqualTo("two");
        assertThat(server.get("/p/one").body()).isEqualTo("one and another");
        assertThat(server.get("/p/other.jsp").body()).isEqualTo("and another");
    }

    @Test
    void propertyGroupsDecideHowPagesAreRead() throws Exception {
        deploy(new War()
                .webXml("""
                        <jsp-config>
                          <jsp-property-group><url-pattern>/framed/*</url-pattern>
                            <include-prelude>/WEB-INF/one.jspf</include-prelude><include-prelude>/WEB-INF/two.jspf</include-prelude>
                            <include-coda>/WEB-INF/coda.jspf</include-coda></jsp-property-group>
                          <jsp-property-group><url-pattern>/el/*</url-pattern><el-ignored>true</el-ignored></jsp-property-group>
                          <jsp-property-group><url-pattern>/latin/*</url-pattern><page-encoding>ISO-8859-1</page-encoding>
                            <default-content-type>text/plain;charset=UTF-8</default-content-type></jsp-property-group>
                          <jsp-property-group><url-pattern>/plain/*</url-pattern><scripting-invalid>true</scripting-invalid></jsp-property-group>
                          <jsp-property-group><url-pattern>/trim/*</url-pattern>
                            <trim-directive-whitespaces>true</trim-directive-whitespaces></jsp-property-group>
                          <jsp-property-group><url-pattern>*.doc</url-pattern><is-xml>true</is-xml></jsp-property-group>
                        </jsp-config>
                        """)
                .file("WEB-INF/one.jspf", "1")
                .file("WEB-INF/two.jspf", "2")
                .file("WEB-INF/coda.jspf", "3")
                .file("framed/a.jsp", "[${param.x}]")
                .file("el/a.jsp", "${1 + 1}")
                .file("el/own.jsp", "<%@ page isELIgnored='false' %>${1 + 1}")
                .file("latin/a.jsp", "é".getBytes(StandardCharsets.ISO_8859_1))
                .file("plain/a.jsp", "${1 + 1}")
                .file("plain/script.jsp", "<% int i = 1; %>")
                .file("trim/a.jsp", "<%@ page session='false' %>\n\n<%@ page buffer='1kb' %>\n\n${1 + 1}")
                .file(
                        "a.doc",
                        "<a xmlns:jsp='http://java.sun.com/JSP/Page'><jsp:expression>1 + 1</jsp:expression></a>"));

        assertThat(server.get("/p/framed/a.jsp?x=y").body()).isEqualTo("12[y]3");
        assertThat(server.get("/p/el/a.jsp").body()).isEqualTo("${1 + 1}");
        assertThat(server.get("/p/el/own.jsp").body()).isEqualTo("2");
        assertThat(server.get("/p/latin/a.jsp").body()).isEqualTo("é");
        assertThat(server.get("/p/latin/a.jsp").headers().firstValue("content-type"))
                .hasValue("text/plain;charset=UTF-8");
        assertThat(server.get("/p/plain/a.jsp").body()).isEqualTo("2");
        assertThat(server.get("/p/plain/script.jsp").statusCode()).isEqualTo(500);
        assertThat(server.get("/p/trim/a.jsp").body()).isEqualTo("2");
        assertThat(server.get("/p/a.doc").body()).endsWith("\n<a>2</a>");
    }

    /** Of a servlet and a property group at the same pattern the group goes first; a servlet at a longer one goes before both. */
    @Test
    void propertyGroupGoesBeforeAServletAtTheSamePattern() throws Exception {
        deploy(new War()
                .webXml("<servlet><servlet-name>s</servlet-name><servlet-class>" + HelloServlet.class.getName()
                        + "</servlet-class></servlet><servlet-mapping><servlet-name>s</servlet-name>"
                        + "<url-pattern>/same/*</url-pattern><url-pattern>/other/deeper/*</url-pattern></servlet-mapping>"
                        + "<jsp-config><jsp-property-group><url-pattern>/same/*</url-pattern>"
                        + "<url-pattern>/other/*</url-pattern></jsp-property-group></jsp-config>")
                .classes(HelloServlet.class)
                .file("same/a.jsp", "page ${1 + 1}")
                .file("other/a.jsp", "page ${1 + 2}")
                .file("other/deeper/a.jsp", "page"));

        assertThat(server.get("/p/same/a.jsp").body()).isEqualTo("page 2");
        assertThat(server.get("/p/other/a.jsp").body()).isEqualTo("page 3");
        assertThat(server.get("/p/other/deeper/a.jsp").body()).isNotEqualTo("page");
    }

    @Test
    void documentIsXmlAndHasItsDeclarations() throws Exception {
        deploy(new War().file("d.jspx", """
                        <html xmlns='http://www.w3.org/1999/xhtml' xmlns:jsp='http://java.sun.com/JSP/Page'>
                          <jsp:directive.page contentType='application/xhtml+xml;charset=UTF-8' import='java.util.List'/>
                          <jsp:output doctype-root-element='html' doctype-system='about:legacy-compat' omit-xml-declaration='false'/>
                          <jsp:declaration>int twice(int n) { return 2 * n; }</jsp:declaration>
                          <p><jsp:expression>twice(List.of(1, 2).size())</jsp:expression> ${1 &lt; 2}</p>
                          <jsp:element name='i'><jsp:attribute name='title'>t</jsp:attribute><jsp:body>&amp;amp;</jsp:body></jsp:element>
                        </html>
                        """));

        HttpResponse<String> response = server.get("/p/d.jspx");

        assertThat(response.headers().firstValue("content-type")).hasValue("application/xhtml+xml;charset=UTF-8");
        assertThat(response.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                .contains("<!DOCTYPE html SYSTEM \"about:legacy-compat\">")
                .contains("<p>4 true</p>")
                .contains("<i title=\"t\">&amp;</i>");
    }

    @Test
    void pagesOfALibraryAnswerAndThoseOfTheArchiveGoFirst() throws Exception {
        deploy(new War()
                .file("both.jsp", "of the archive")
                .library(
                        "pages.jar",
                        new War()
                                .file("META-INF/resources/lib/a.jsp", "of the library <%@ include file='b.jspf' %>")
                                .file("META-INF/resources/lib/b.jspf", "${1 + 1}")
                                .file("META-INF/resources/both.jsp", "of the library")));

        assertThat(server.get("/p/lib/a.jsp").body()).isEqualTo("of the library 2");
        assertThat(server.get("/p/both.jsp").body()).isEqualTo("of the archive");
    }

    @Test
    void errorPagesSeeWhatFailed() throws Exception {
        String show = "<%@ page isErrorPage='true' %><%= exception.getMessage() %>"
                + "|${pageContext.errorData.statusCode}|${pageContext.errorData.requestURI}|${pageContext.exception.message}";
        deploy(new War()
                .webXml("""
                        <error-page><exception-type>java.lang.IllegalStateException</exception-type><location>/thrown.jsp</location></error-page>
                        <error-page><error-code>404</error-code><location>/missing.jsp</location></error-page>
                        """)
                .file("thrown.jsp", "web.xml: " + show)
                .file("own.jsp", "page: " + show)
                .file("missing.jsp", "<%@ page isErrorPage='true' %>no ${pageContext.errorData.requestURI}")
                .file("a.jsp", "<% if (true) throw new IllegalStateException(\"broken\"); %>")
                .file(
                        "b.jsp",
                        "<%@ page errorPage='own.jsp' %><% if (true) throw new IllegalStateException(\"broken\"); %>"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("web.xml: broken|500|/p/a.jsp|broken");
        assertThat(server.get("/p/a.jsp").statusCode()).isEqualTo(500);
        assertThat(server.get("/p/b.jsp").body()).isEqualTo("page: broken|500|/p/b.jsp|broken");
        assertThat(server.get("/p/b.jsp").statusCode()).isEqualTo(500);
        assertThat(server.get("/p/none").body()).isEqualTo("no /p/none");
        assertThat(server.get("/p/none").statusCode()).isEqualTo(404);
    }

    /** As a build does it: the classes and their mappings travel in the archive, the pages do not. */
    @Test
    void precompiledPagesNeedNoSource() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        new War()
                .webXml("")
                .file("index.jsp", "<%@ taglib prefix='b' tagdir='/WEB-INF/tags' %><b:box>${1 + 1}</b:box> ${param.x}")
                .file("deeper/page.jspx", "<a xmlns:jsp='http://java.sun.com/JSP/Page'>${param.x}</a>")
                .file("WEB-INF/tags/box.tag", "[<jsp:doBody/>]")
                .explode(sources);
        JspC compiler = new JspC();
        compiler.setUriroot(sources.toString());
        compiler.setOutputDir(classes.toString());
        compiler.setClassPath(System.getProperty("java.class.path"));
        compiler.setCompile(true);
        compiler.setFailOnError(true);
        compiler.setWebXmlInclude(directory.resolve("mappings.xml").toString());
        compiler.execute();
        War war = new War().webXml(Files.readString(directory.resolve("mappings.xml")));
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                war.file("WEB-INF/classes/" + classes.relativize(file), Files.readAllBytes(file));
            }
        }
        deploy(war);

        assertThat(server.get("/p/index.jsp?x=y").body()).isEqualTo("[2] y");
        assertThat(server.get("/p/?x=y").body()).isEqualTo("[2] y");
        assertThat(server.get("/p/deeper/page.jspx?x=y").body()).endsWith("\n<a>y</a>");
    }

    @Test
    void compilationErrorIsLoggedWithItsFileAndLine() throws Exception {
        deploy(new War()
                .file("bad.jsp", "<html>\n<body>\n<% int x = \"no\"; %>\n</body>\n</html>")
                .file("unclosed.jsp", "a\n<jsp:include page='x'>"));
        try (LogCapture log = LogCapture.of("io.undertow.request")) {
            assertThat(server.get("/p/bad.jsp").statusCode()).isEqualTo(500);
            assertThat(log.text()).contains("in the jsp file: [/bad.jsp]").contains("at line: [3]");
            assertThat(server.get("/p/unclosed.jsp").statusCode()).isEqualTo(500);
            assertThat(log.text()).contains("/unclosed.jsp (line: [2], column: ");
        }
    }

    @Test
    void pageThatDoesNotCompileFailsAloneAndTellsTheClientNothing() throws Exception {
        deploy(new War().file("bad.jsp", "<% int x = \"no\"; %>").file("good.jsp", "good"));

        assertThat(server.get("/p/bad.jsp").statusCode()).isEqualTo(500);
        assertThat(server.get("/p/bad.jsp").body()).doesNotContain("jasper");
        assertThat(server.get("/p/good.jsp").body()).isEqualTo("good");
        assertThat(server.get("/p/none.jsp").statusCode()).isEqualTo(404);
    }

    private void deploy(War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, "p.war"));
    }
}
