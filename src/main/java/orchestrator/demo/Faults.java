package orchestrator.demo;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What is to go wrong. Safe to change from any thread while the demo runs; {@link #clear} ends every fault and releases
 * every hold. What needs the network itself (down, up, restart, dropped sockets) stands at {@link DemoComfy}.
 */
public final class Faults {
    /** What becomes of a {@code POST /prompt}. */
    public enum PromptFault {
        /** 400 with {@code node_errors}; nothing is queued. */
        NODE_ERRORS_400,
        /** 200 with {@code node_errors}; the prompt is queued all the same. */
        NODE_ERRORS_200,
        /** 500 text; nothing is queued. */
        ERROR_500,
        /** A proxy's 502 page; nothing is queued. */
        BAD_GATEWAY_502,
        /** 403 without a body, as for a wrong Origin; nothing is queued. */
        FORBIDDEN_403,
        /** 413 text; nothing is queued. */
        TOO_LARGE_413,
        /** 429 text; nothing is queued. */
        TOO_MANY_429,
        /** The connection is closed without an answer; the prompt is queued by {@link Faults#land}. */
        LATE,
        /** Queued, then the connection is closed without an answer. */
        CUT_AFTER_QUEUEING,
        /** The connection is closed without an answer; nothing is queued. */
        CUT_BEFORE_QUEUEING
    }

    /** What becomes of a prompt that runs. */
    public enum RunFault {
        /** A RuntimeError in the first node that is no loader. */
        ERROR,
        /** {@code torch.OutOfMemoryError} in the sampler. */
        OUT_OF_MEMORY,
        /** An error whose message and traceback fill five pages, with markup in it. */
        LONG_ERROR,
        /** {@code OSError: No space left on device}. */
        DISK_FULL,
        /** Somebody else interrupts it at the first step. */
        FOREIGN_INTERRUPT,
        /** It succeeds and tells no outputs. */
        NO_OUTPUTS,
        /** It succeeds; the file names lead out of the folder. */
        TRAVERSING_NAMES,
        /** It succeeds and tells files by every kind of name that no file of a result has. */
        HOSTILE_NAMES,
        /** It succeeds; every output is told twice. */
        DUPLICATE_NAMES,
        /** It succeeds and never reaches the history. */
        NO_HISTORY
    }

    /** What becomes of a {@code GET /view}. */
    public enum ViewFault {
        /** 404. */
        LOST,
        /** One byte a second. */
        TRICKLE,
        /** Half of the bytes, then silence with the connection open until {@link Faults#clear}. */
        STALLED_AT_HALF,
        /** The full length is declared, half of it comes, then the connection closes. */
        CUT_AT_HALF,
        /** Twice the length is declared; all bytes come, then the connection closes. */
        WRONG_LENGTH,
        /** An HTML page instead of the picture, as {@code text/html}. */
        WRONG_TYPE,
        /** 200 with no byte. */
        EMPTY,
        /** A proxy's 502 page. */
        BAD_GATEWAY_502,
        /** A picture of 20,000 by 20,000 pixels in 500 MB. */
        HUGE,
        /** A small picture, also under a name that no file can have. */
        ANY_NAME
    }

    /** What becomes of a {@code POST /upload/image}. */
    public enum UploadFault {
        /** 400 without a body. */
        REFUSED_400,
        /** 413 text, as over {@code --max-upload-size}. */
        TOO_LARGE_413,
        /** 500 text. */
        ERROR_500,
        /** It is kept under another name, as when one of that name is there. */
        RENAMED,
        /** The connection is closed without an answer. */
        CUT
    }

    private final Script<PromptFault> prompts = new Script<>();
    private final Script<RunFault> runs = new Script<>();
    private final Script<ViewFault> views = new Script<>();
    private final Script<UploadFault> uploads = new Script<>();
    private final Guise guise = new Guise();
    private final Hold hold = new Hold();
    private final Queue<Runnable> late = new ConcurrentLinkedQueue<>();
    private boolean hanging;
    private int clearings;
    private volatile boolean mute;
    private volatile boolean losesReplacedSockets;

    Faults() {
    }

    /** The next {@code POST /prompt} not yet planned for fails this way. */
    public void nextPrompt(PromptFault fault) {
        prompts.next(fault);
    }

    /** Every {@code POST /prompt} fails this way once those planned for are through. */
    public void everyPrompt(PromptFault fault) {
        prompts.always(fault);
    }

    /** The next prompt to run ends this way. */
    public void nextRun(RunFault fault) {
        runs.next(fault);
    }

    /** Every prompt ends this way once those planned for are through. */
    public void everyRun(RunFault fault) {
        runs.always(fault);
    }

    /** The next {@code GET /view} fails this way. */
    public void nextView(ViewFault fault) {
        views.next(fault);
    }

    /** Every {@code GET /view} fails this way once those planned for are through. */
    public void everyView(ViewFault fault) {
        views.always(fault);
    }

    /** The next {@code POST /upload/image} fails this way. */
    public void nextUpload(UploadFault fault) {
        uploads.next(fault);
    }

    /** Every {@code POST /upload/image} fails this way once those planned for are through. */
    public void everyUpload(UploadFault fault) {
        uploads.always(fault);
    }

    /** Every prompt stands still after telling this sampler step (from 1) until released or interrupted. */
    public void holdAtStep(int step) {
        hold.atStep(step, false);
    }

    /** As {@link #holdAtStep}, but deaf to interrupts, as a step that hangs in the driver is. */
    public void stickAtStep(int step) {
        hold.atStep(step, true);
    }

    /**
     * Every prompt stands still before it tells or does this, until released.
     *
     * @param point {@code execution_start}, {@code executed}, {@code execution_success} or {@code history}
     */
    public void holdBefore(String point) {
        hold.before(point);
    }

    /** Ends the holds before one point; the others stand. */
    public void release(String point) {
        hold.release(point);
    }

    /** Queues what was {@link PromptFault#LATE}, in the place it would have had. */
    public void land() {
        for (Runnable prompt = late.poll(); prompt != null; prompt = late.poll()) {
            prompt.run();
        }
    }

    /** Ends all holds. */
    public void release() {
        hold.release();
    }

    /** Connections are accepted and HTTP requests never answered, until {@link #unhang}. */
    public synchronized void hang() {
        hanging = true;
    }

    /** Answers again, also what has been waiting. */
    public synchronized void unhang() {
        hanging = false;
        notifyAll();
    }

    /** Sockets open and stay open, nothing is sent on them, not even the greeting. */
    public void mute() {
        mute = true;
    }

    /** Sends again. */
    public void unmute() {
        mute = false;
    }

    /** The real ComfyUI's race: the end of a replaced socket deafens the one that took its place. */
    public void loseReplacedSockets() {
        losesReplacedSockets = true;
    }

    /** What it is to seem, instead of the ComfyUI it is. */
    public Guise guise() {
        return guise;
    }

    /** Ends every fault and every hold. */
    public void clear() {
        prompts.clear();
        runs.clear();
        views.clear();
        uploads.clear();
        late.clear();
        losesReplacedSockets = false;
        guise.clear();
        endStalls();
        unhang();
        unmute();
        release();
    }

    Optional<PromptFault> forPrompt() {
        return prompts.take();
    }

    Optional<RunFault> forRun() {
        return runs.take();
    }

    Optional<ViewFault> forView() {
        return views.take();
    }

    Optional<UploadFault> forUpload() {
        return uploads.take();
    }

    void late(Runnable prompt) {
        late.add(prompt);
    }

    Hold holds() {
        return hold;
    }

    boolean isMute() {
        return mute;
    }

    boolean losesReplacedSockets() {
        return losesReplacedSockets;
    }

    private synchronized void endStalls() {
        clearings++;
        notifyAll();
    }

    /** Stands still until {@link #clear}. */
    synchronized void stall() throws InterruptedException {
        int before = clearings;
        while (clearings == before) {
            wait();
        }
    }

    synchronized void waitWhileHanging() throws InterruptedException {
        while (hanging) {
            wait();
        }
    }
}
