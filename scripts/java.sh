# Finds a Java that is new enough. To be read by the other scripts.

java_version() {
  "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

# Prints the first java whose version is at least $1: JAVA_HOME, the path, then where systems keep theirs.
find_java() {
  local needed=$1 candidate version
  for candidate in \
    "${JAVA_HOME:-/nonexistent}/bin/java" "$(command -v java || true)" \
    /usr/lib/jvm/*/bin/java /opt/java/*/bin/java /opt/jdk*/bin/java "$HOME"/.sdkman/candidates/java/*/bin/java \
    "$HOME"/.jdks/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
    /opt/homebrew/opt/openjdk*/bin/java; do
    [ -x "$candidate" ] || continue
    version=$(java_version "$candidate")
    if [ -n "$version" ] && [ "$version" -ge "$needed" ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

install_hint() {
  if command -v brew >/dev/null; then echo "brew install openjdk@$1"
  elif command -v apt-get >/dev/null; then echo "sudo apt-get install openjdk-$1-jdk"
  elif command -v dnf >/dev/null; then echo "sudo dnf install java-$1-openjdk-devel"
  elif command -v pacman >/dev/null; then echo "sudo pacman -S jdk$1-openjdk"
  else echo "a JDK $1 from your system's packages"; fi
}
