package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.DispatchedAgainServlet;
import dev.holdfast.server.deploy.app.UploadServlet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecurityIT {
    private static final String BASIC =
            "<login-config><auth-method>BASIC</auth-method><realm-name>sea</realm-name></login-config>";

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
    void constraintOfWebXmlAsksForTheRole() throws Exception {
        deploy(new War().webXml("""
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/private/*</url-pattern></web-resource-collection>
                          <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
                        <security-role><role-name>admin</role-name></security-role>
                        """ + BASIC).file("private/a.txt", "private").file("public.txt", "public"));

        assertThat(server.get("/sec/public.txt").body()).isEqualTo("public");
        HttpResponse<String> challenge = server.get("/sec/private/a.txt");
        assertThat(challenge.statusCode()).isEqualTo(401);
        assertThat(challenge.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).isEqualToIgnoringCase("Basic realm=\"sea\""));
        assertThat(as("/sec/private/a.txt", "ada:wrong").statusCode()).isEqualTo(401);
        assertThat(as("/sec/private/a.txt", "bob:hidden").statusCode()).isEqualTo(403);
        assertThat(as("/sec/private/a.txt", "ada:secret").body()).isEqualTo("private");
    }

    @Test
    void constraintAppliesHoweverItsPathIsWritten() throws Exception {
        deploy(new War().webXml("""
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/private/*</url-pattern></web-resource-collection>
                          <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
                        <security-role><role-name>admin</role-name></security-role>
                        """ + BASIC).file("private/a.txt", "private").file("public.txt", "public"));

        for (String path : new String[] {
            "//private/a.txt",
            "/./private/a.txt",
            "/x/../private/a.txt",
            "/private/../private/a.txt",
            "/../sec/private/a.txt",
            "/private;x/a.txt"
        }) {
            assertThat(server.get("/sec" + path).statusCode()).as(path).isEqualTo(401);
        }
        for (String path : new String[] {
            "/%2e/private/a.txt",
            "/x/%2e%2e/private/a.txt",
            "/x/..;y/private/a.txt",
            "/;y/private/a.txt",
            "/private%2fa.txt",
            "/private%5Ca.txt",
            "/private%01/a.txt"
        }) {
            assertThat(server.get("/sec" + path).statusCode()).as(path).isEqualTo(400);
        }
        assertThat(server.get("//sec/private/a.txt").statusCode()).isEqualTo(401);
        assertThat(server.get("/sec/private/../public.txt").body()).isEqualTo("public");
        assertThat(server.get("/sec/../../private/a.txt").statusCode()).isEqualTo(400);
    }

    @Test
    void dispatchesAndRedirectsGoFromThePathThatTheConstraintsSaw() throws Exception {
        deploy(new War()
                .webXml("""
                        <servlet><servlet-name>again</servlet-name><servlet-class>%s</servlet-class>
                          <async-supported>true</async-supported></servlet>
                        <servlet-mapping><servlet-name>again</servlet-name><url-pattern>/async</url-pattern></servlet-mapping>
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/private/*</url-pattern></web-resource-collection>
                          <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
                        <security-role><role-name>admin</role-name></security-role>
                        """.formatted(DispatchedAgainServlet.class.getName()) + BASIC)
                .classes(DispatchedAgainServlet.class)
                .file("private/async", "private"));

        for (String path :
                new String[] {"/sec/async", "/sec/private/../async", "/sec//async", "/sec/private/.././async"}) {
            assertThat(server.get(path).body()).as(path).isEqualTo("again /sec/async");
        }
        assertThat(server.get("/sec/private/%2e%2e/async").statusCode()).isEqualTo(400);
    }

    @Test
    void annotatedServletIsConstrainedByMethodAndTakesUploads() throws Exception {
        deploy(new War().webXml(BASIC).classes(UploadServlet.class));

        assertThat(server.get("/sec/upload").statusCode()).isEqualTo(401);
        assertThat(as("/sec/upload", "ada:secret").body()).isEqualTo("ada true");
        assertThat(upload("x".repeat(10)).body()).isEqualTo("f.txt 10");
        assertThat(upload("x".repeat(1001)).statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void uncoveredMethodsAreDeniedWhereAsked() throws Exception {
        deploy(new War().webXml("""
                        <deny-uncovered-http-methods/>
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/*</url-pattern><http-method>GET</http-method></web-resource-collection></security-constraint>
                        """).file("a.txt", "a"));

        assertThat(server.get("/sec/a.txt").statusCode()).isEqualTo(200);
        assertThat(server.post("/sec/a.txt", "text/plain", "").statusCode()).isEqualTo(403);
    }

    @Test
    void confidentialFilesAreRefusedWithoutTls() throws Exception {
        deploy(new War().webXml("""
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/tls/*</url-pattern></web-resource-collection>
                          <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
                        </security-constraint>
                        """).file("tls/a.txt", "a").file("b.txt", "b"));

        assertThat(server.get("/sec/tls/a.txt").statusCode()).isEqualTo(403);
        assertThat(server.get("/sec/b.txt").statusCode()).isEqualTo(200);
    }

    @Test
    void formLoginRemembersThePageAskedFor() throws Exception {
        deploy(new War()
                .webXml("""
                        <security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>
                          <url-pattern>/private/*</url-pattern></web-resource-collection>
                          <auth-constraint><role-name>admin</role-name></auth-constraint></security-constraint>
                        <login-config><auth-method>FORM</auth-method><form-login-config><form-login-page>/login.html</form-login-page>
                          <form-error-page>/denied.html</form-error-page></form-login-config></login-config>
                        <security-role><role-name>admin</role-name></security-role>
                        """)
                .file("login.html", "please log in")
                .file("denied.html", "denied")
                .file("private/a.txt", "private"));

        assertThat(server.get("/sec/private/a.txt").body()).isEqualTo("please log in");
        assertThat(login("wrong").body()).isEqualTo("denied");
        HttpResponse<String> redirect = login("secret");
        assertThat(redirect.statusCode()).isBetween(302, 303);
        assertThat(redirect.headers().firstValue("Location"))
                .hasValueSatisfying(value -> assertThat(value).endsWith("/sec/private/a.txt"));
        assertThat(server.get("/sec/private/a.txt").body()).isEqualTo("private");
    }

    private HttpResponse<String> login(String password) throws IOException, InterruptedException {
        return server.post(
                "/sec/j_security_check", "application/x-www-form-urlencoded", "j_username=ada&j_password=" + password);
    }

    private HttpResponse<String> as(String path, String user) throws IOException, InterruptedException {
        return server.get(
                path,
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> upload(String content) throws IOException, InterruptedException {
        return server.post(
                "/sec/upload",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\n\r\n" + content
                        + "\r\n--b--\r\n");
    }

    private void deploy(War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, "sec.war"));
    }
}
