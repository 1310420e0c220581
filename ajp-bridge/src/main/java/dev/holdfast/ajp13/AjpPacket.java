package dev.holdfast.ajp13;

/** The numbers of the AJP13 packet: sizes, magic and message codes. All integers on the wire are big-endian. */
public final class AjpPacket {
    /** The packet size both sides assume unless configured otherwise, in bytes, header included. */
    public static final int DEFAULT_SIZE = 8192;

    /** The largest packet size: Tomcat's, mod_jk's and mod_proxy_ajp's limit. */
    public static final int MAX_SIZE = 65536;

    /** Magic and length, before every payload; the length does not count them. */
    public static final int HEADER_SIZE = 4;

    static final int FROM_FRONT_MAGIC = 0x1234;
    static final int FROM_CONTAINER_MAGIC = 0x4142;

    static final int FORWARD_REQUEST = 2;
    static final int SEND_BODY_CHUNK = 3;
    static final int SEND_HEADERS = 4;
    static final int END_RESPONSE = 5;
    static final int GET_BODY_CHUNK = 6;
    static final int CPONG = 9;
    static final int CPING = 10;

    /** A string length that stands for null; no bytes and no terminator follow it. */
    static final int NULL_STRING = 0xFFFF;

    /** The high byte of a two-byte number that is a header's code and not its name's length. */
    static final int CODED_NAME = 0xA0;

    private static final int ALIGNMENT = 1024;

    private AjpPacket() {}

    /** Returns how many bytes of a request body fit one packet: the packet less its header and the chunk's length. */
    public static int maxRequestBodyBytes(int packetSize) {
        return packetSize - HEADER_SIZE - 2;
    }

    /** Returns how many bytes of a response body fit one packet: the packet less its header, code, chunk length and terminator. */
    public static int maxResponseBodyBytes(int packetSize) {
        return packetSize - HEADER_SIZE - 4;
    }

    /** Returns the next multiple of 1024, which httpd's modules make of a packet's size. */
    public static int aligned(int packetSize) {
        return (packetSize + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Returns {@code packetSize}.
     *
     * @throws IllegalArgumentException unless it is {@value #DEFAULT_SIZE} to {@value #MAX_SIZE}
     */
    public static int requireSize(int packetSize) {
        if (packetSize < DEFAULT_SIZE || packetSize > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "packetSize must be " + DEFAULT_SIZE + " to " + MAX_SIZE + " bytes: " + packetSize);
        }
        return packetSize;
    }
}
