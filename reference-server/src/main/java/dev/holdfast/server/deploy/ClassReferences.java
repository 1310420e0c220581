package dev.holdfast.server.deploy;

import java.nio.charset.StandardCharsets;

/**
 * Which of the APIs that matter at deployment a class file refers to, found by looking for their names among its bytes: a constant pool holds
 * them as plain text, and no more than a look is affordable for every class of every application.
 *
 * @param javaxServlet whether it refers to a class of {@code javax.servlet}
 * @param jakartaServlet whether it refers to a class of {@code jakarta.servlet}
 * @param jakartaWebSocket whether it refers to a class of {@code jakarta.websocket}
 * @param annotations whether it may carry an annotation that declares something at deployment
 */
record ClassReferences(boolean javaxServlet, boolean jakartaServlet, boolean jakartaWebSocket, boolean annotations) {
    static final ClassReferences NONE = new ClassReferences(false, false, false, false);

    private static final byte[] JAVAX_SERVLET = ascii("javax/servlet/");
    private static final byte[] JAVAX_ANNOTATION = ascii("javax/servlet/annotation/");
    private static final byte[] JAKARTA_SERVLET = ascii("jakarta/servlet/");
    private static final byte[] JAKARTA_ANNOTATION = ascii("jakarta/servlet/annotation/");
    private static final byte[] JAKARTA_COMMON_ANNOTATION = ascii("jakarta/annotation/");
    private static final byte[] JAKARTA_EJB = ascii("jakarta/ejb/");
    private static final byte[] JAKARTA_PERSISTENCE_REFERENCE = ascii("jakarta/persistence/Persistence");
    private static final byte[] JAKARTA_WEB_SOCKET = ascii("jakarta/websocket/");

    static ClassReferences of(byte[] classFile) {
        ClassReferences found = NONE;
        for (int i = 0; i < classFile.length - 1; i++) {
            if (classFile[i] == 'j' && classFile[i + 1] == 'a') {
                found = found.or(at(classFile, i));
            }
        }
        return found;
    }

    ClassReferences or(ClassReferences other) {
        return new ClassReferences(
                javaxServlet || other.javaxServlet,
                jakartaServlet || other.jakartaServlet,
                jakartaWebSocket || other.jakartaWebSocket,
                annotations || other.annotations);
    }

    /** Returns whether this is code for Java EE 8 and older that has not been migrated. */
    boolean needsMigration() {
        return javaxServlet && !jakartaServlet;
    }

    private static ClassReferences at(byte[] bytes, int start) {
        if (matches(bytes, start, JAVAX_SERVLET)) {
            return new ClassReferences(true, false, false, matches(bytes, start, JAVAX_ANNOTATION));
        }
        if (matches(bytes, start, JAKARTA_SERVLET)) {
            return new ClassReferences(false, true, false, matches(bytes, start, JAKARTA_ANNOTATION));
        }
        if (matches(bytes, start, JAKARTA_WEB_SOCKET)) {
            return new ClassReferences(false, false, true, false);
        }
        boolean annotations = matches(bytes, start, JAKARTA_COMMON_ANNOTATION)
                || matches(bytes, start, JAKARTA_EJB)
                || matches(bytes, start, JAKARTA_PERSISTENCE_REFERENCE);
        return annotations ? new ClassReferences(false, false, false, true) : NONE;
    }

    private static boolean matches(byte[] bytes, int start, byte[] text) {
        if (bytes.length - start < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
