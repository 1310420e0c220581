package dev.holdfast.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.proxyprotocol.ProxyHeaderParser.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyHeaderParserTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] BEHIND = "GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

    private static byte[] v1(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] v2(String rest) {
        return HEX.parseHex(SIGNATURE + rest.replace(" ", ""));
    }

    /** Parses the header whole, byte by byte and at every split, with the beginning of a request behind it. */
    private static ProxyHeader parsed(byte[] header) {
        byte[] all = new byte[header.length + BEHIND.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(BEHIND, 0, all, header.length, BEHIND.length);
        for (int split = 0; split < header.length; split++) {
            ProxyHeaderParser parser = new ProxyHeaderParser();
            assertThat(parser.parse(ByteBuffer.wrap(all, 0, split))).isEqualTo(Progress.INCOMPLETE);
            ByteBuffer rest = ByteBuffer.wrap(all, split, all.length - split);
            assertThat(parser.parse(rest)).as("split at %d", split).isEqualTo(Progress.COMPLETE);
            assertThat(rest.remaining()).isEqualTo(BEHIND.length);
        }
        ProxyHeaderParser parser = new ProxyHeaderParser();
        for (int i = 0; i < header.length; i++) {
            assertThat(parser.parse(ByteBuffer.wrap(header, i, 1)))
                    .isEqualTo(i == header.length - 1 ? Progress.COMPLETE : Progress.INCOMPLETE);
        }
        return parser.header();
    }

    private static void assertInvalid(byte[] header) {
        assertThat(new ProxyHeaderParser().parse(ByteBuffer.wrap(header))).isEqualTo(Progress.INVALID);
        ProxyHeaderParser parser = new ProxyHeaderParser();
        Progress progress = Progress.INCOMPLETE;
        for (int i = 0; i < header.length && progress == Progress.INCOMPLETE; i++) {
            progress = parser.parse(ByteBuffer.wrap(header, i, 1));
        }
        assertThat(progress).isEqualTo(Progress.INVALID);
    }

    private static void assertRelayed(byte[] header, String source, int sourcePort, String destination, int port) {
        assertThat(parsed(header)).isInstanceOfSatisfying(ProxyHeader.Relayed.class, relayed -> {
            assertThat(HEX.formatHex(relayed.source())).isEqualTo(source);
            assertThat(relayed.sourcePort()).isEqualTo(sourcePort);
            assertThat(HEX.formatHex(relayed.destination())).isEqualTo(destination);
            assertThat(relayed.destinationPort()).isEqualTo(port);
        });
    }

    @Test
    void versionOneNamesBothEnds() {
        assertRelayed(v1("PROXY TCP4 192.0.2.1 255.255.255.255 0 65535"), "c0000201", 0, "ffffffff", 65535);
        assertRelayed(
                v1("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 50000 443"),
                "20010db8000000000000000000000001",
                50000,
                "00000000000000000000ffffc0000201",
                443);
        String longest = "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                + " 65535 65535";
        assertRelayed(v1(longest), "f".repeat(32), 65535, "f".repeat(32), 65535);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN",
                "PROXY UNKNOWN ",
                "PROXY UNKNOWN 1 2 3 anything",
                "PROXY UNKNOWN ffff::1 ::1 1 2"
            })
    void versionOneMayKnowNoAddresses(String line) {
        assertThat(parsed(v1(line))).isInstanceOf(ProxyHeader.Direct.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "proxy TCP4 1.2.3.4 1.2.3.4 1 2",
                "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2",
                "PROXY TCP4  1.2.3.4 1.2.3.4 1 2",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 ",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1",
                "PROXY TCP4 1.2.3.4 1.2.3.4",
                "PROXY TCP4",
                "PROXY ",
                "PROXY UNKNOWNX",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2",
                "PROXY TCP4 1.2.3 1.2.3.4 1 2",
                "PROXY TCP4 1.2.3.4.5 1.2.3.4 1 2",
                "PROXY TCP4 1.2.3.256 1.2.3.4 1 2",
                "PROXY TCP4 01.2.3.4 1.2.3.4 1 2",
                "PROXY TCP4 ::1 1.2.3.4 1 2",
                "PROXY TCP4 localhost 1.2.3.4 1 2",
                "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 2",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 +2",
                "PROXY TCP6 1.2.3.4 ::1 1 2",
                "PROXY TCP6 :1 ::1 1 2",
                "PROXY TCP6 1:2:3:4:5:6:7 ::1 1 2",
                "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2",
                "PROXY TCP6 1:2:3:4:5:6:7:8:: ::1 1 2",
                "PROXY TCP6 1::2::3 ::1 1 2",
                "PROXY TCP6 ::1: ::1 1 2",
                "PROXY TCP6 ::12345 ::1 1 2",
                "PROXY TCP6 1.2.3.4:: ::1 1 2",
                "PROXY TCP6 ::1%eth0 ::1 1 2",
                "PROXY UNKNOWN a\rb",
                "PROXY UNKNOWN a\nb",
            })
    void versionOneIsTakenLiterally(String line) {
        assertInvalid(v1(line));
    }

    @Test
    void versionOneEndsWithinHundredAndSevenBytes() {
        String filler = "PROXY UNKNOWN ";
        assertThat(parsed(v1(filler + "x".repeat(107 - 2 - filler.length())))).isInstanceOf(ProxyHeader.Direct.class);
        assertInvalid(v1(filler + "x".repeat(107 - 1 - filler.length())));
    }

    @Test
    void versionTwoNamesBothEnds() {
        assertRelayed(v2("21 11 000c c0000201 c0000202 c350 01bb"), "c0000201", 50000, "c0000202", 443);
        assertRelayed(
                v2("21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 ffff 0000"),
                "20010db8000000000000000000000001",
                65535,
                "20010db8000000000000000000000002",
                0);
    }

    @Test
    void versionTwoMayHaveFieldsBehindTheAddresses() {
        String address = "c0000201 c0000202 c350 01bb";
        assertRelayed(v2("21 11 000f" + address + "04 0000"), "c0000201", 50000, "c0000202", 443);
        assertRelayed(v2("21 11 0016" + address + "05 0002 abcd 03 0002 0102"), "c0000201", 50000, "c0000202", 443);
        String most = "04 0ff1" + "00".repeat(0xff1);
        assertRelayed(v2("21 11 1000" + address + most), "c0000201", 50000, "c0000202", 443);
    }

    @ParameterizedTest
    @CsvSource({
        "20 00 0000",
        "20 11 000c c0000201 c0000202 c350 01bb",
        "20 ff 0003 abcdef",
        "21 00 0000",
        "21 00 0002 ffff",
    })
    void versionTwoMaySpeakForTheProxyItselfOrKnowNoAddresses(String rest) {
        assertThat(parsed(v2(rest))).isInstanceOf(ProxyHeader.Direct.class);
    }

    @Test
    void aUnixSocketHasNoAddressForATcpListener() {
        assertThat(parsed(v2("21 31 00d8" + "61".repeat(216)))).isInstanceOf(ProxyHeader.Direct.class);
    }

    @ParameterizedTest
    @CsvSource({
        "11 11 000c c0000201 c0000202 c350 01bb",
        "31 11 000c c0000201 c0000202 c350 01bb",
        "22 11 000c c0000201 c0000202 c350 01bb",
        "21 12 000c c0000201 c0000202 c350 01bb",
        "21 22 0024 00000000000000000000000000000000 00000000000000000000000000000000 0000 0000",
        "21 41 0000",
        "21 11 000b c0000201 c0000202 c350 01",
        "21 21 000c c0000201 c0000202 c350 01bb",
        "21 31 0001 00",
        "21 11 000d c0000201 c0000202 c350 01bb 04",
        "21 11 000e c0000201 c0000202 c350 01bb 04 00",
        "21 11 0010 c0000201 c0000202 c350 01bb 04 0002 ff",
        "21 11 1001 00",
        "20 00 ffff 00",
    })
    void versionTwoIsCheckedToTheLastLength(String rest) {
        assertInvalid(v2(rest));
    }

    @Test
    void everyByteOfTheSignatureCounts() {
        byte[] good = v2("20 00 0000");
        for (int i = 0; i < 12; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x40;
            assertInvalid(bad);
        }
    }

    @Test
    void aParserParsesOneHeader() {
        ProxyHeaderParser parser = new ProxyHeaderParser();
        assertThatIllegalStateException().isThrownBy(parser::header);
        assertThat(parser.parse(ByteBuffer.wrap(v2("20 00 0000")))).isEqualTo(Progress.COMPLETE);
        assertThatIllegalStateException().isThrownBy(() -> parser.parse(ByteBuffer.wrap(BEHIND)));
    }
}
