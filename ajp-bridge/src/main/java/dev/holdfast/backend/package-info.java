/**
 * Readers of back ends' configuration: Tomcat's server.xml and WildFly's standalone.xml, as far as it concerns connections and threads.
 * Text in, records out, every value with its file and line. Document type definitions and external entities are refused.
 */
@NullMarked
package dev.holdfast.backend;

import org.jspecify.annotations.NullMarked;
