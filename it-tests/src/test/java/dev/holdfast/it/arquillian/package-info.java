/** Tests that run through Arquillian on the embedded container. */
@NullMarked
package dev.holdfast.it.arquillian;

import org.jspecify.annotations.NullMarked;
