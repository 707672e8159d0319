package orchestrator.job;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One result of a job.
 *
 * @param file   path below the output folder, with {@code /}
 * @param source what the engine calls it, so that a repeated fetch of the same result finds the same file
 * @param size   bytes; 0 while the result is named but not yet fetched
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Output(String file, String source, int sending, long size) {

    /** Whether it lies where the engine wrote it, because the engine writes into our folder. */
    public boolean inPlace() {
        return file.endsWith("/" + source.replace('\\', '/')) || file.equals(source.replace('\\', '/'));
    }

    public boolean fetched() {
        return size > 0;
    }

    public Output fetched(long bytes) {
        return new Output(file, source, sending, bytes);
    }
}
