package dev.holdfast.server.deploy.app;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** One of it in a session. */
@SessionScoped
public class Basket implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> items = new ArrayList<>();

    @Inject
    private Visitors visitors;

    String add(String item) {
        items.add(item);
        return items + " " + (visitors.getCount() > 0);
    }
}
