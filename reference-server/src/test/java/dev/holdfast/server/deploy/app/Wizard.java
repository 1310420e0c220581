package dev.holdfast.server.deploy.app;

import jakarta.enterprise.context.Conversation;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.inject.Inject;
import java.io.Serializable;

/** One of it in a conversation, which its first page begins. */
@ConversationScoped
public class Wizard implements Serializable {
    private static final long serialVersionUID = 1L;

    private int page;

    @Inject
    private Conversation conversation;

    String next() {
        if (conversation.isTransient()) {
            conversation.begin();
        }
        page++;
        return conversation.getId() + " " + page;
    }
}
