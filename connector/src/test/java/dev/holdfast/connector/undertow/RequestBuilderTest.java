package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.RequestQuery;
import dev.holdfast.http1.PlainPath;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.http1.RequestHeadParser.Progress;
import dev.holdfast.http1.WireReader;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A target that we do not give to Undertow for decoding is what that would have made of it. */
final class RequestBuilderTest {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@!$&'()*,=";

    @Provide
    Arbitrary<String> plainTargets() {
        return Arbitraries.strings().withChars(PLAIN).ofMaxLength(40).map(rest -> "/" + rest);
    }

    @Provide
    Arbitrary<String> targets() {
        return Arbitraries.strings()
                .withChars(PLAIN + ";+%?[]25fF\"<>^`{|}\\#")
                .ofMaxLength(12)
                .map(rest -> "/" + rest);
    }

    @Property
    void aPlainPathStandsForItself(@ForAll("plainTargets") String target) {
        assertThat(PlainPath.is(target)).isTrue();
        HttpServerExchange exchange = filled(target);
        assertThat(exchange.getRequestURI()).isEqualTo(target);
        assertThat(exchange.getRequestPath()).isEqualTo(target);
        assertThat(exchange.getRelativePath()).isEqualTo(target);
        assertThat(exchange.getQueryString()).isEmpty();
        assertThat(exchange.getQueryParameters()).isEmpty();
        assertThat(exchange.getPathParameters()).isEmpty();
    }

    @Property
    void whatIsFilledIsWhatUndertowMakesOfIt(@ForAll("targets") String target) {
        HttpServerExchange theirs = new HttpServerExchange(new NoConnection());
        try {
            Connectors.setExchangeRequestPath(theirs, target, new StringBuilder());
        } catch (Exception undecodable) {
            assertThat(PlainPath.is(target)).isFalse();
            return;
        }
        HttpServerExchange ours = filled(target);
        assertThat(ours.getRequestURI()).isEqualTo(theirs.getRequestURI());
        assertThat(ours.getRequestPath()).isEqualTo(theirs.getRequestPath());
        assertThat(ours.getRelativePath()).isEqualTo(theirs.getRelativePath());
        assertThat(ours.getQueryString()).isEqualTo(theirs.getQueryString());
        assertThat(ours.getQueryParameters())
                .hasToString(theirs.getQueryParameters().toString());
        assertThat(ours.getPathParameters())
                .hasToString(theirs.getPathParameters().toString());
    }

    @Example
    void aQueryIsWhatTheClientWrote() {
        for (String path : new String[] {"/a", "/%41", "/a%3F", "http://other.example/a", "http://other.example"}) {
            assertThat(RequestQuery.of(filled(path))).as(path).isNull();
            for (String query : new String[] {"", "b", "?", "?b", "b?"}) {
                assertThat(RequestQuery.of(filled(path + "?" + query)))
                        .as(path + " " + query)
                        .isEqualTo(query);
            }
        }
    }

    private static HttpServerExchange filled(String target) {
        byte[] head = ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        RequestHeadParser parser = new RequestHeadParser(WireReader.LIMITS);
        parser.begin(0);
        Assume.that(parser.parse(ByteBuffer.wrap(head)) == Progress.COMPLETE);
        HttpServerExchange exchange = new HttpServerExchange(new NoConnection());
        assertThat(RequestBuilder.fill(exchange, parser.head(), new StringBuilder()))
                .isNull();
        return exchange;
    }
}
