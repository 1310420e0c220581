/**
 * CDI by Weld, one container for each application that asks for it. Nothing of Weld is loaded for the others: only this package knows it, and is not touched
 * for them.
 */
@NullMarked
package dev.holdfast.server.cdi;

import org.jspecify.annotations.NullMarked;
