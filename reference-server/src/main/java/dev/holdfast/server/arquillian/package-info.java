/**
 * The server as an Arquillian container, embedded, managed or remote: with this module, an Arquillian test framework and
 * {@code arquillian-protocol-servlet-jakarta} on the test class path, tests deploy to it; properties of the container in
 * {@code arquillian.xml} are those of {@link dev.holdfast.server.arquillian.HoldfastContainerConfiguration}.
 */
@NullMarked
package dev.holdfast.server.arquillian;

import org.jspecify.annotations.NullMarked;
