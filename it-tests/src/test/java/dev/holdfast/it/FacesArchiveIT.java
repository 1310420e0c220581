package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of Apache MyFaces Tobago, unchanged: an initializer that scans, beans of the server's CDI, pages with a state. */
@Timeout(180)
final class FacesArchiveIT {
    private static final Pattern INPUT =
            Pattern.compile("<input type='(?:hidden|text)' name='([^']*)'(?:[^>]* value='([^']*)')?");
    private static final Pattern FORM = Pattern.compile("<form action='([^']*)'");

    private static HoldfastProcess server;

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = HoldfastProcess.start(
                        Map.of("JAVA_OPTS", "-Djdk.net.hosts.file=" + RealArchives.hostsFile(directory)),
                        HoldfastProcess.LAUNCHER,
                        "run",
                        "--http=0",
                        "--ajp=off",
                        "--admin=off",
                        "/tobago=" + RealArchives.faces())
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void pagesAreRenderedWithBeans() throws Exception {
        assertThat(get("content/000-intro/93-server-info/Server_Info.xhtml")).contains("myfaces-impl-");
        for (String page : new String[] {
            "content/090-tree/00-command/Tree_Command_Types.xhtml", "content/010-input/40-date/Date.xhtml"
        }) {
            assertThat(get(page)).contains("Tobago Demo");
        }
    }

    @Test
    void pageRemembersItsStateFromOneRequestToTheNext() throws Exception {
        String page = get("content/010-input/10-in/In.xhtml");
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher input = INPUT.matcher(page);
        while (input.find()) {
            fields.put(input.group(1), input.group(2) == null ? "" : input.group(2));
        }
        assertThat(fields).containsKeys("jakarta.faces.ViewState", "page:mainForm:ireq");
        Matcher button = Pattern.compile("<button type='button' id='(page:mainForm:[^']*)'")
                .matcher(page);
        assertThat(button.find()).isTrue();
        fields.put("page:mainForm:ireq", "grace");
        fields.put("jakarta.faces.source", button.group(1));

        assertThat(post(page, fields))
                .containsPattern("<input type='text' name='page:mainForm:ireq'[^>]* value='grace'");
    }

    private String post(String page, Map<String, String> fields) throws IOException, InterruptedException {
        Matcher form = FORM.matcher(page);
        assertThat(form.find()).isTrue();
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(server.http().resolve(form.group(1)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String get(String page) throws IOException, InterruptedException {
        URI uri = server.http().resolve("tobago/" + page);
        return send(HttpRequest.newBuilder(uri));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s: %s", response.uri(), response.body())
                .isEqualTo(200);
        return response.body();
    }
}
