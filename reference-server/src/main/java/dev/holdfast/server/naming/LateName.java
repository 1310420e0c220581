package dev.holdfast.server.naming;

import java.util.function.Supplier;
import org.apache.xbean.naming.reference.SimpleReference;

/** What a name stands for that is bound before it is there: it is asked for at each look-up. */
public final class LateName extends SimpleReference {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<?> content;

    /** @param content gives what the name stands for */
    public LateName(Supplier<?> content) {
        this.content = content;
    }

    @Override
    public Object getContent() {
        return content.get();
    }
}
