# Finds a Java that is new enough and the jar, built when there is none: $java and $jar. To be read by the start scripts.

needed=25

. scripts/java.sh
java=$(find_java "$needed") || {
  echo "Orchestrator needs Java $needed. Install it with: $(install_hint "$needed")" >&2
  exit 2
}

jar=target/orchestrator.jar
if [ ! -f "$jar" ]; then
  command -v mvn >/dev/null || { echo "The jar is not built yet. Install Maven, then start again." >&2; exit 2; }
  echo "Building $jar, once..."
  JAVA_HOME=$(dirname "$(dirname "$java")") mvn -q -B -DskipTests -Dspotless.check.skip package
fi
