/**
 * Web archives and exploded directories become {@link io.undertow.server.HttpHandler}s, and stop being them without a trace.
 *
 * <p>{@link dev.holdfast.server.deploy.Deployer} turns one {@link dev.holdfast.server.deploy.DeploymentSpec} into one
 * {@link dev.holdfast.server.deploy.DeployedApplication}; {@link dev.holdfast.server.deploy.Applications} routes requests among many. Descriptors
 * are read and merged by jboss-metadata, annotations by Jandex, pages compiled by Jasper, and Undertow's servlet container runs the result.
 */
@NullMarked
package dev.holdfast.server.deploy;

import org.jspecify.annotations.NullMarked;
