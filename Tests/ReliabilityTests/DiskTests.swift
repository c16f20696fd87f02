import Foundation
import NMTSystem
import NMTTestSupport
import NMTTraining
import Testing

/// What a shell in a mount namespace of its own can do: nothing that it mounts is seen outside, nothing is left.
private let namespace: [String]? = {
  for words in [["/usr/bin/unshare", "-m"], ["/usr/bin/unshare", "-rm"]] {
    let script = "mkdir -p \"$1\" && mount -t tmpfs -o size=1m none \"$1\""
    let directory = TemporaryDirectory()
    let result = try? ToolRunner.run(
      words[0], Array(words.dropFirst()) + ["/bin/sh", "-c", script, "sh", directory.file("mount")])
    if result?.status == 0 { return words }
  }
  writeMessage("tests on full and read-only file systems are skipped: no mount namespace may be made here")
  return nil
}()

/// Disks that are full or read-only, directories that somebody else works in, clocks and limits that change.
@Suite(.serialized) struct DiskTests {
  private let directory = TemporaryDirectory()
  private let kind = TrainingBench.kinds[0]

  private func train(_ model: String, updates: Int, _ more: [String] = []) throws -> ToolResult {
    try ToolRunner.run("nmt-train", TrainingBench.arguments(model, kind, updates: updates, more), timeout: 300)
  }

  /// A model at update 20 and the hash of the one at update 60 that comes of it undisturbed.
  private func base() throws -> (model: String, expected: String) {
    let model = directory.file("base")
    #expect(try train(model, updates: 20).status == 0)
    try FileManager.default.copyItem(atPath: model, toPath: directory.file("whole"))
    #expect(try train(directory.file("whole"), updates: 60).status == 0)
    return (model, try TrainingBench.weights(directory.file("whole")))
  }

  /// Trains on from a copy of `base` on a file system of its own that `prepare` makes unfit, then copies what is there.
  private func trainOnFileSystem(_ base: String, _ prepare: String) throws -> (result: ToolResult, model: String) {
    let script = """
      set -e; mount -t tmpfs -o size=64m none "$1"; cp -a "$2/." "$1"; \(prepare); out=$3; mount=$1; shift 3
      set +e; "$@"; code=$?; cp -a "$mount/." "$out"; exit $code
      """
    let (mount, copy) = (directory.file("mount"), directory.file("copy"))
    for path in [mount, copy] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let words = try #require(namespace)
    let result = try ToolRunner.run(
      words[0],
      Array(words.dropFirst()) + ["/bin/bash", "-c", script, "bash", mount, base, copy, trainer]
        + TrainingBench.arguments(mount, kind, updates: 60), timeout: 300)
    return (result, copy)
  }

  /// Full when a checkpoint is half written, full for the log alone, and read-only.
  @Test(
    .enabled(if: namespace != nil),
    arguments: [
      // Leaves 100 KiB: less than a checkpoint.
      (
        "dd if=/dev/zero of=\"$1/fill\" bs=1k count=$(( $(df -k --output=avail \"$1\" | tail -1) - 100 )) status=none",
        74
      ),
      // Leaves nothing.
      ("dd if=/dev/zero of=\"$1/fill\" bs=4k status=none || true", 74),
      ("mount -o remount,ro \"$1\"", 73),
    ] as [(String, Int32)])
  func aFileSystemThatCannotBeWrittenLosesNothing(_ prepare: String, _ status: Int32) throws {
    let (base, expected) = try base()
    let old = try readWholeFile(base + "/checkpoints/update-0000000020.checkpoint", limit: 1 << 26)
    let (result, model) = try trainOnFileSystem(base, prepare)
    #expect(result.status == status || result.status == 74, "\(result.status): \(result.errorText)")
    expectOneMessage(result, "\(result.errorText)")
    #expect(try readWholeFile(model + "/checkpoints/update-0000000020.checkpoint", limit: 1 << 26) == old)
    _ = try TrainingBench.wholeCheckpoints(model)
    #expect(try train(model, updates: 60).status == 0)
    #expect(try TrainingBench.weights(model) == expected)
  }

  /// No file may grow beyond a few KiB: what RLIMIT_FSIZE says where no file system of our own can be made.
  @Test(.enabled(if: SlowSet.limitsFileSizes), arguments: [4, 64, 150])
  func aLimitOnFilesLosesNothing(_ kilobytes: Int) throws {
    let (model, expected) = try base()
    // What is said goes into a file, too.
    let words = try [trainer] + TrainingBench.arguments(model, kind, updates: 60, ["--quiet"])
    let result = try ToolRunner.run("/bin/bash", ["-c", "ulimit -f \(kilobytes); exec \"$@\"", "bash"] + words)
    #expect(result.status == 74, "\(result.errorText)")
    expectOneMessage(result, "\(result.errorText)")
    #expect(try TrainingBench.wholeCheckpoints(model).count >= 1)
    #expect(try train(model, updates: 60).status == 0)
    #expect(try TrainingBench.weights(model) == expected)
  }

  /// Too little memory ends the run by a message or by Swift's own end, never by a hang; nothing is lost.
  @Test(.enabled(if: !SlowSet.isSanitized)) func aLimitOnMemoryLosesNothing() throws {
    let (model, expected) = try base()
    var ends: [Int32: Int] = [:]
    // At some of them there is room for the program, but not for a thread's stack.
    let limits = SlowSet.isOn ? Array(stride(from: 40, through: 1000, by: 20)) : [120, 160, 180, 200, 300, 400]
    for megabytes in limits {
      let words = try [trainer] + TrainingBench.arguments(model, kind, updates: 60, ["--quiet"])
      let script = "ulimit -v \(megabytes * 1024); exec \"$@\""
      let result = try ToolRunner.run("/bin/bash", ["-c", script, "bash"] + words, timeout: 60)
      ends[result.status, default: 0] += 1
      let told = result.errorText.split(separator: "\n").filter { !$0.contains("note:") && !$0.contains("warning:") }
      // Swift's own end, by a signal, has not always words.
      let isTold = !told.isEmpty || [0, 132, 133, 134, 139].contains(result.status)
      #expect(isTold, "\(megabytes) MiB: \(result.status) without a word")
      #expect(try TrainingBench.wholeCheckpoints(model).count >= 1)
      if result.status == 0 { break }
    }
    #expect(try train(model, updates: 60).status == 0)
    #expect(try TrainingBench.weights(model) == expected)
    SlowSet.report("ulimit -v: ends \(ends)")
  }

  /// Two trainers are started at the same instant: one works, the other leaves with 75 and names it.
  @Test func oneOfTwoTrainersLeaves() async throws {
    let (base, expected) = try base()
    for round in 0..<SlowSet.count(2, slow: 10) {
      let model = directory.file("both\(round)")
      try FileManager.default.copyItem(atPath: base, toPath: model)
      async let first = train(model, updates: 60)
      async let second = train(model, updates: 60)
      let results = try await [first, second].sorted { $0.status < $1.status }
      #expect(results[0].status == 0, "\(results[0].errorText)")
      // The one may have finished before the other began.
      if results[1].status != 0 {
        #expect(results[1].status == 75 && results[1].errorText.contains("process "), "\(results[1].errorText)")
      }
      #expect(try TrainingBench.weights(model) == expected)
    }
  }

  /// A lock's file that is left over means nothing, whatever it says.
  @Test(arguments: ["", "process 1 on another machine\n", "process \(getpid()) on localhost\n", "\u{1B}[2J\n"])
  func aStaleLockIsTakenOver(_ text: String) throws {
    let model = directory.file("model")
    try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    try directory.write(text, to: "model/.lock")
    #expect(try train(model, updates: 2).status == 0)
  }

  /// The clock of the wall jumps a year back while a run is going, and another year before it goes on.
  @Test func aClockThatIsSetBackChangesNothing() throws {
    let (model, expected) = try base()
    let source = """
      #define _GNU_SOURCE
      #include <stdlib.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>
      static long back(void) {
        static int calls;
        const char *years = getenv("TEST_YEARS_BACK");
        return (++calls > 3 ? 1 : 0) + (years ? atol(years) : 0);
      }
      int clock_gettime(clockid_t clock, struct timespec *time) {
        long result = syscall(SYS_clock_gettime, clock, time);
        if (clock == CLOCK_REALTIME) time->tv_sec -= 31536000 * back();
        return (int)result;
      }
      int gettimeofday(struct timeval *restrict value, void *restrict zone) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        value->tv_sec = now.tv_sec;
        value->tv_usec = now.tv_nsec / 1000;
        return 0;
      }
      time_t time(time_t *value) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (value) *value = now.tv_sec;
        return now.tv_sec;
      }
      """
    let (path, library) = (try directory.write(source, to: "clock.c"), directory.file("clock.so"))
    let built = try ["cc", "clang", "gcc"].contains { compiler in
      try ToolRunner.run("/usr/bin/env", [compiler, "-shared", "-fPIC", "-o", library, path]).status == 0
    }
    try #require(built, "no C compiler in PATH")
    for (years, updates) in [("0", 40), ("1", 60)] {
      let result = try ToolRunner.run(
        "nmt-train", TrainingBench.arguments(model, kind, updates: updates),
        environment: ["LD_PRELOAD": library, "TEST_YEARS_BACK": years])
      #expect(result.status == 0, "\(result.errorText)")
    }
    #expect(try TrainingBench.weights(model) == expected)
    let elapsed = try TrainingLog.read(model + "/log.jsonl").map(\.elapsed)
    #expect(zip(elapsed, elapsed.dropFirst()).allSatisfy { $0 <= $1 } && (elapsed.last ?? -1) < 600, "\(elapsed)")
  }

  /// A corpus that is damaged between two runs is refused by its file; made whole again, the run goes on.
  @Test func aCorpusThatChangedBetweenRunsIsRefused() throws {
    let (model, expected) = try base()
    let data = directory.file("data")
    try FileManager.default.copyItem(atPath: try TrainingBench.corpus.get().data, toPath: data)
    for name in directory.entries(of: "data") {
      let whole = try directory.read("data/\(name)")
      var changed = whole
      changed[whole.count / 2] ^= 1
      try directory.write(changed, to: "data/\(name)")
      let result = try train(model, updates: 60, ["--data", data])
      #expect([65, 66, 78].contains(result.status), "\(name): \(result.status) \(result.errorText)")
      expectOneMessage(result, "\(name): \(result.errorText)")
      try directory.write(whole, to: "data/\(name)")
    }
    let result = try train(model, updates: 60, ["--data", data])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(try TrainingBench.weights(model) == expected)
  }
}

extension TemporaryDirectory {
  fileprivate func entries(of name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: file(name))) ?? []).sorted()
  }
}
