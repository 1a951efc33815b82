package org.gradus.opencl;

/** What a compiler said about a source text. */
record BuildLog(String log, String source) {
  String withLines() {
    return log;
  }
}
