package dev.holdfast.it;

import jakarta.enterprise.context.ApplicationScoped;

/** A bean, one of it in the application. */
@ApplicationScoped
public class Counter {
    private int count;

    synchronized int next() {
        return ++count;
    }
}
