package dev.holdfast.it.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
@RunAsClient
final class ClientModeIT {
    @Deployment(testable = false)
    static WebArchive greeting() {
        return ShrinkWrap.create(WebArchive.class, "greeting.war").addClass(GreetingServlet.class);
    }

    @Test
    void applicationAnswersAtTheUrlThatIsInjected(@ArquillianResource URI base) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(base.resolve("greeting")).build(), BodyHandlers.ofString());
        assertThat(base.getHost()).isEqualTo("127.0.0.1");
        assertThat(base.getPath()).isEqualTo("/greeting/");
        assertThat(response.body()).isEqualTo(GreetingServlet.GREETING);
    }

    /** The build runs these tests in both. */
    @Test
    void applicationIsInThisProcessOrInOneOfItsOwn(@ArquillianResource URI base) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(base.resolve("greeting?process")).build(), BodyHandlers.ofString());
        boolean managed = "managed".equals(System.getProperty("arquillian.launch"));
        assertThat(Long.parseLong(response.body()) == ProcessHandle.current().pid())
                .isEqualTo(!managed);
    }
}
