package orchestrator.settings;

import orchestrator.file.DurableFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where files go that nobody understands: they are neither lost nor overwritten. */
final class SetAside {

    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

    private SetAside() {
    }

    static void put(Path file, DurableFiles files, Exception why) throws IOException {
        Path aside = file.resolveSibling("set-aside").resolve(file.getFileName());
        for (int n = 2; Files.exists(aside); n++) {
            aside = aside.resolveSibling(file.getFileName() + "-" + n);
        }
        files.move(file, aside);
        LOG.warn("{} cannot be understood and was set aside: {}", file.getFileName(), why.toString());
    }
}
