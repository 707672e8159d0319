package orchestrator.comfyui;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MailboxTest {

    @Test
    void of_many_previews_the_newest_four_stay() throws InterruptedException {
        var mailbox = new Mailbox(100);
        for (int i = 0; i < 10; i++)
            mailbox.put(preview(i));
        mailbox.put(start(1));
        assertEquals(6, mailbox.dropped());
        assertEquals(List.of("6", "7", "8", "9"), take(mailbox, 4).stream().map(MailboxTest::name).toList());
        assertEquals(start(1), mailbox.take());
    }

    @Test
    void when_it_is_full_previews_go_first_then_ticks_then_the_oldest() throws InterruptedException {
        var mailbox = new Mailbox(4);
        mailbox.put(start(1));
        mailbox.put(tick(1));
        mailbox.put(preview(1));
        mailbox.put(start(2));
        mailbox.put(start(3));
        mailbox.put(start(4));
        mailbox.put(start(5));
        assertEquals(List.of(start(2), start(3), start(4), start(5)), take(mailbox, 4));
        assertEquals(3, mailbox.dropped());
    }

    private static List<ComfyMessage> take(Mailbox mailbox, int count) throws InterruptedException {
        var taken = new ArrayList<ComfyMessage>();
        for (int i = 0; i < count; i++)
            taken.add(mailbox.take());
        return taken;
    }

    private static String name(ComfyMessage message) {
        return message.prompt().orElseThrow();
    }

    private static ComfyMessage start(int number) {
        return new ComfyMessage.ExecutionStart("p" + number, 0);
    }

    private static ComfyMessage tick(int value) {
        return new ComfyMessage.Progress(Optional.of("p"), Optional.of("1"), value, 9);
    }

    private static ComfyMessage preview(int number) {
        return new ComfyMessage.Preview(new byte[1], "image/png", Optional.of("" + number), Optional.empty());
    }
}
