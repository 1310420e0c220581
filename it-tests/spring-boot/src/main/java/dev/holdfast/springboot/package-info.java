/** A Spring Boot application as anybody has one. */
@NullMarked
package dev.holdfast.springboot;

import org.jspecify.annotations.NullMarked;
