package orchestrator.demo;

import java.time.InstantSource;

/** The single thread that runs prompts, one at a time, in the order of the queue. */
final class PromptWorker implements AutoCloseable {
    private final Workshop workshop;
    private final Memory memory;
    private final DemoOptions options;
    private final InstantSource clock;
    private final Thread thread;

    PromptWorker(Workshop workshop, Memory memory, DemoOptions options, InstantSource clock) {
        this.workshop = workshop;
        this.memory = memory;
        this.options = options;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("demo-worker").start(this::work);
    }

    /** Abandons what runs, without a word to anybody, as a kill does. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (true) {
                QueuedPrompt prompt = memory.queue().take();
                workshop.log().add(new DemoLog.PromptStarted(prompt.id()));
                Telling telling = new Telling(workshop, memory, prompt, clock);
                new Execution(workshop, memory, options.pace(), telling, options.previews()).run();
                if (memory.running().takeFree()) {
                    memory.cache().clear();
                    memory.loaded().clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
