package dev.holdfast.server.deploy;

import dev.holdfast.server.realm.Realm;
import io.undertow.servlet.api.ConfidentialPortManager;

/**
 * What a server has for the security of all its applications.
 *
 * @param realm who may log in
 * @param frontsAuthenticate see {@link Deployer.Builder#frontsAuthenticate}
 * @param confidentialPort see {@link Deployer.Builder#confidentialPort}
 */
record SecuritySettings(Realm realm, boolean frontsAuthenticate, ConfidentialPortManager confidentialPort) {}
