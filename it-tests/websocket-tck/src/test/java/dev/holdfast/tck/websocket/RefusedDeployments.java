package dev.holdfast.tck.websocket;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.context.annotation.DeploymentScoped;
import org.jboss.arquillian.container.spi.event.DeployDeployment;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.logging.Logger;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Lets the tests of the package {@code negdep} run. Their archives have a broken endpoint each, whose application must not be deployed; the tests
 * then look whether any endpoint of it answers, but do not tell Arquillian that they expect the deployment to fail, which ends them before
 * they begin. So what is refused of them is made up for with an application that is empty.
 */
public final class RefusedDeployments implements LoadableExtension {
    private static final String NEGATIVE = "wsc_negdep_";

    /** Where it is known whose the deployment is. */
    private static final int INNERMOST = -1;

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Observer.class);
    }

    /** What Arquillian makes and calls. */
    public static final class Observer {
        private static final Logger LOG = Logger.getLogger(RefusedDeployments.class);

        // Set by Arquillian before it calls.
        @SuppressWarnings("NullAway.Init")
        @Inject
        @DeploymentScoped
        private InstanceProducer<ProtocolMetaData> metaData;

        /** Deploys, and where a negative archive is refused, deploys nothing under its name. */
        public void deploy(@Observes(precedence = INNERMOST) EventContext<DeployDeployment> context)
                throws DeploymentException {
            Deployment deployment = context.getEvent().getDeployment();
            DeployableContainer<?> container = context.getEvent().getDeployableContainer();
            String archive = deployment.getDescription().getArchive().getName();
            if (!archive.startsWith(NEGATIVE)) {
                context.proceed();
                return;
            }
            try {
                context.proceed();
            } catch (Exception refusal) {
                if (!(refusal instanceof DeploymentException)) {
                    throw refusal;
                }
                LOG.infof("refused, as it should be: %s", refusal.getMessage());
                // ShrinkWrap does not write an archive of nothing at all.
                metaData.set(container.deploy(
                        ShrinkWrap.create(WebArchive.class, archive).add(EmptyAsset.INSTANCE, "empty")));
                deployment.deployed();
            }
        }
    }
}
