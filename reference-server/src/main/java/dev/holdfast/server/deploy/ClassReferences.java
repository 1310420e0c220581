package dev.holdfast.server.deploy;

import java.nio.charset.StandardCharsets;

/**
 * Which of the APIs that matter at deployment a class file refers to, found by looking for their names among its bytes: a constant pool holds
 * them as plain text, and no more than a look is affordable for every class of every application.
 *
 * @param javaxServlet whether it refers to a class of {@code javax.servlet}
 * @param jakartaServlet whether it refers to a class of {@code jakarta.servlet}
 * @param jakartaWebSocket whether it refers to a class of {@code jakarta.websocket}
 */
record ClassReferences(boolean javaxServlet, boolean jakartaServlet, boolean jakartaWebSocket) {
    static final ClassReferences NONE = new ClassReferences(false, false, false);

    private static final byte[] JAVAX_SERVLET = "javax/servlet/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JAKARTA_SERVLET = "jakarta/servlet/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JAKARTA_WEB_SOCKET = "jakarta/websocket/".getBytes(StandardCharsets.US_ASCII);

    static ClassReferences of(byte[] classFile) {
        return new ClassReferences(
                contains(classFile, JAVAX_SERVLET),
                contains(classFile, JAKARTA_SERVLET),
                contains(classFile, JAKARTA_WEB_SOCKET));
    }

    ClassReferences or(ClassReferences other) {
        return new ClassReferences(
                javaxServlet || other.javaxServlet,
                jakartaServlet || other.jakartaServlet,
                jakartaWebSocket || other.jakartaWebSocket);
    }

    /** Returns whether this is code for Java EE 8 and older that has not been migrated. */
    boolean needsMigration() {
        return javaxServlet && !jakartaServlet;
    }

    private static boolean contains(byte[] bytes, byte[] text) {
        for (int start = 0; start <= bytes.length - text.length; start++) {
            if (bytes[start] == text[0] && matches(bytes, start, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int start, byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (bytes[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
