package dev.holdfast.bench;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHeadParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to find the parts of a request head and how its body is framed; not to make an exchange of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestHeadBenchmark {
    private static final String WRK = """
            GET / HTTP/1.1
            Host: 127.0.0.1:8080

            """;

    private static final String BROWSER = """
            GET /news/2026/11/20/index.html?page=2&sort=date HTTP/1.1
            Host: www.example.org
            Connection: keep-alive
            Cache-Control: max-age=0
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
            Sec-Fetch-Site: none
            Sec-Fetch-Mode: navigate
            Sec-Fetch-Dest: document
            Accept-Encoding: gzip, deflate, br
            Accept-Language: en-GB,en;q=0.9

            """;

    /** Whose head it is: the load generator's, of two lines, or a browser's. */
    @Param({"wrk", "browser"})
    public String sender = "wrk";

    private byte[] head = {};
    private final RequestHeadParser parser = new RequestHeadParser(new HeadLimits(8192, 8192, 100));
    private final RequestFraming framing = new RequestFraming(false);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);

    /** Chooses the head. */
    @Setup
    public void setUp() {
        String text = sender.equals("wrk") ? WRK : BROWSER;
        head = text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Parses one head. */
    @Benchmark
    public @Nullable HttpViolation parse() {
        buffer.clear().put(head).flip();
        parser.begin(0);
        if (parser.parse(buffer) != RequestHeadParser.Progress.COMPLETE) {
            throw new IllegalStateException("refused");
        }
        return framing.read(parser.head(), Long.MAX_VALUE);
    }
}
