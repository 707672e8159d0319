package orchestrator.worker;

import orchestrator.comfyui.GraphProgress;
import orchestrator.comfyui.TimeLeft;
import orchestrator.event.Progress;

import java.time.Duration;
import java.util.Locale;

/** What ComfyUI's messages come to, in the words everybody is told. */
final class Readings {

    private Readings() {
    }

    static Progress progress(GraphProgress.Reading reading) {
        return new Progress(reading.percent(), reading.stage().name().toLowerCase(Locale.ROOT), reading.step(),
                reading.steps(), reading.left().map(TimeLeft::likely).map(Readings::seconds),
                reading.left().flatMap(TimeLeft::low).map(Readings::seconds),
                reading.left().flatMap(TimeLeft::high).map(Readings::seconds), reading.late());
    }

    private static int seconds(Duration left) {
        return Math.toIntExact(left.plusMillis(500).toSeconds());
    }
}
