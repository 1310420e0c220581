package dev.holdfast.pool;

import dev.holdfast.pool.FailedExchange.Fault;
import dev.holdfast.pool.FailedExchange.Progress;

/**
 * What mod_proxy does. Over AJP (mod_proxy_ajp: proxy_ajp_handler, ap_proxy_ajp_request) a request whose CPING fails gets one more connection
 * of the same worker; one that was sent is another worker's, if its method is idempotent and it has neither a query nor a body that has been
 * begun, and else its client's 500. Over HTTP (mod_proxy_http: ap_proxy_http_process_response) what was sent is never sent again, the
 * client gets 502, and the worker is not in error.
 *
 * <p>Once a client's connection has carried a request, mod_proxy_http closes it without an answer where the back end has closed its own, so that
 * the client may try again. Here such a client is answered, too.
 *
 * @param ajp whether the worker speaks AJP
 * @param ping (ping) whether it answers a CPING before each request. Then a late answer is the request's affair, and not the worker's
 */
public record ModProxyRecovery(boolean ajp, boolean ping) implements Recovery {
    private static final int PINGS = 2;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final int BAD_GATEWAY = 502;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    @Override
    public Next after(FailedExchange failed) {
        return switch (failed.progress()) {
            case PINGED -> failed.tries() < PINGS ? Next.SAME_MEMBER : Next.ANOTHER_MEMBER;
            case SENT, ANSWERED -> mayBeAnothers(failed) ? Next.ANOTHER_MEMBER : Next.GIVE_UP;
            case UNWANTED -> Next.GIVE_UP;
        };
    }

    @Override
    public Blame blame(FailedExchange failed) {
        if (failed.progress() == Progress.PINGED || failed.progress() == Progress.UNWANTED || mayBeAnothers(failed)) {
            return Blame.MEMBER;
        }
        if (failed.fault() == Fault.LATE) {
            return ajp && !ping ? Blame.MEMBER : Blame.MEMBER_IF_TIMEOUTS_COUNT;
        }
        return ajp ? Blame.MEMBER : Blame.NOBODY;
    }

    @Override
    public int status(FailedExchange failed, int otherwise) {
        if (failed.progress() == Progress.UNWANTED) {
            return otherwise;
        }
        if (failed.progress() == Progress.PINGED || mayBeAnothers(failed)) {
            return SERVICE_UNAVAILABLE;
        }
        if (!ajp) {
            return BAD_GATEWAY;
        }
        return failed.fault() == Fault.LATE && ping ? GATEWAY_TIMEOUT : INTERNAL_SERVER_ERROR;
    }

    private boolean mayBeAnothers(FailedExchange failed) {
        boolean excused = failed.fault() == Fault.LATE && ping && failed.progress() == Progress.SENT;
        return ajp && !excused && failed.repeatable() && !failed.query();
    }
}
