/**
 * Serves a deployment of any undertow-servlet container on an address of its own: the extension that the container finds, what it reads its
 * settings from, and the connector that starts and stops with the deployment.
 */
@NullMarked
package dev.holdfast.connector.servlet;

import org.jspecify.annotations.NullMarked;
