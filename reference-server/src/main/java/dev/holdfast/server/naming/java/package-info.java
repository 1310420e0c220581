/** Where JNDI looks for who answers names that begin with {@code java:}; it wants that name for the package and the class in it. And who answers all others. */
@NullMarked
package dev.holdfast.server.naming.java;

import org.jspecify.annotations.NullMarked;
