package dev.holdfast.pool;

import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * What mod_jk does (jk_ajp_common: ajp_service, ajp_get_reply): a request goes to one worker {@code retries} times with {@code retryInterval}
 * between, and then to the next that its load balancer chooses, as long as it can be sent again and {@code options} allow it. They have no say
 * where the request has not left, nor where the status of its response was the failure.
 *
 * @param options (recovery_options)
 * @param retries (retries) how often one back end gets it before it is another's turn; at least 1
 * @param retryInterval (retry_interval)
 */
public record ModJkRecovery(RecoveryOptions options, int retries, Duration retryInterval) implements Recovery {
    @Override
    public Next after(FailedExchange failed) {
        boolean allowed = switch (failed.progress()) {
            case PINGED, UNWANTED -> true;
            case SENT -> options.allow(failed.method(), false);
            case ANSWERED -> options.allow(failed.method(), true);
        };
        if (!allowed || !failed.replayable()) {
            return Next.GIVE_UP;
        }
        return failed.tries() < retries ? Next.SAME_MEMBER : Next.ANOTHER_MEMBER;
    }

    @Override
    public long pauseNanos() {
        return Deadline.nanosOf(retryInterval);
    }

    @Override
    public boolean keepsBody() {
        return true;
    }
}
