package dev.holdfast.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** One request as the test application sees it, whatever container it runs in. */
interface AppCall {
    String method();

    String uri();

    @Nullable
    String query();

    @Nullable
    String header(String name);

    /** Remote address and port, server name and port, scheme. */
    String connection();

    InputStream input() throws IOException;

    OutputStream output() throws IOException;

    void status(int status);

    void setHeader(String name, String value);
}
