package dev.holdfast.bridge;

import io.undertow.util.HeaderMap;

/**
 * The head of a back end's response.
 *
 * @param status 101 to 999
 * @param reason the reason phrase, which may be empty
 * @param headers as the back end sent them, those of its connection included
 * @param trailers what the back end sends behind the body; filled when the response is complete
 */
record ForwardedHead(int status, String reason, HeaderMap headers, HeaderMap trailers) {}
