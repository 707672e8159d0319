package orchestrator.comfyui;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Between the socket and its reader. It never makes the socket wait, because one client that stops reading holds up the
 * messages of all (protocol 2.5): when the reader is behind, previews go first, then ticks, then the oldest.
 */
final class Mailbox {
    private static final int PREVIEWS = 4;

    private final int capacity;
    private final ArrayDeque<ComfyMessage> messages = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private int previews;
    private long dropped;

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    void put(ComfyMessage message) {
        lock.lock();
        try {
            if (message instanceof ComfyMessage.Preview && ++previews > PREVIEWS)
                drop(ComfyMessage.Preview.class::isInstance);
            else if (messages.size() >= capacity && !drop(ComfyMessage.Preview.class::isInstance)
                    && !drop(Mailbox::isTick))
                drop(_ -> true);
            messages.add(message);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    ComfyMessage take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (messages.isEmpty())
                arrived.await();
            var message = messages.remove();
            if (message instanceof ComfyMessage.Preview)
                previews--;
            return message;
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private boolean drop(Predicate<ComfyMessage> unwanted) {
        for (var waiting = messages.iterator(); waiting.hasNext();) {
            var message = waiting.next();
            if (unwanted.test(message)) {
                waiting.remove();
                dropped++;
                if (message instanceof ComfyMessage.Preview)
                    previews--;
                return true;
            }
        }
        return false;
    }

    private static boolean isTick(ComfyMessage message) {
        return message instanceof ComfyMessage.Progress || message instanceof ComfyMessage.ProgressState
                || message instanceof ComfyMessage.Other;
    }
}
