/**
 * A watched folder of applications: what is put there is deployed, what changes is deployed again, what is taken away is undeployed, and files
 * beside it say which.
 */
@NullMarked
package dev.holdfast.server.deployments;

import org.jspecify.annotations.NullMarked;
