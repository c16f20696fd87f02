import Foundation
import NMTTranslation

// An asynchronous stream: each line is answered as soon as it is translated, and lines that wait go through the model
// together. A line that cannot be translated is answered by an empty one.

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: translate-stream MODEL < LINES\n".utf8))
  exit(64)
}
let translator = try Translator(modelDirectory: URL(fileURLWithPath: CommandLine.arguments[1]))

let (lines, feed) = AsyncStream.makeStream(of: String.self)
Thread.detachNewThread {
  while let line = readLine() { feed.yield(line) }
  feed.finish()
}

for try await result in translator.translations(of: lines).results {
  switch result {
  case .success(let translation):
    try FileHandle.standardOutput.write(contentsOf: Data((translation.text + "\n").utf8))
  case .failure(let error):
    try FileHandle.standardOutput.write(contentsOf: Data("\n".utf8))
    FileHandle.standardError.write(Data("\(error)\n".utf8))
  }
}
