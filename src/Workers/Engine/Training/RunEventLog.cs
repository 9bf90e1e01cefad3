using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Stamps events with the time and writes them as one JSON line each to a file and to a stream.</summary>
/// <param name="path"><c>events.jsonl</c> of the run.</param>
/// <param name="output">Where the parent reads; null for none.</param>
/// <param name="time">The clock.</param>
public sealed class RunEventLog(string path, TextWriter? output, TimeProvider time) : IRunEventSink, IDisposable
{
    private StreamWriter? _file;
    private TextWriter? _output = output;

    /// <summary>
    /// A resumed run goes on from a checkpoint: what was written about later epochs, and any ending, is taken back, so that nothing stands twice.
    /// </summary>
    /// <param name="epochs">Epochs that count; null begins a new file.</param>
    /// <param name="fold">The fold that goes on: earlier ones stand whole. Null where there is one split.</param>
    public void Begin(int? epochs, int? fold = null)
    {
        _file?.Dispose();
        if (epochs is { } kept && File.Exists(path))
        {
            var lines = File.ReadLines(path)
                .Where(line =>
                    RunEventJson.TryRead(line) switch
                    {
                        null or FinishedEvent => false,
                        { Fold: { } past } when past < fold => true,
                        { Fold: { } later } when later > fold => false,
                        FoldEvent => false,
                        EpochEvent e => e.Epoch < kept,
                        CheckpointEvent e => e.Epoch < kept,
                        ProgressEvent e => e.Epoch < kept,
                        _ => true,
                    }
                )
                .ToArray();
            DurableFile.WriteText(path, string.Concat(lines.Select(line => line + "\n")));
        }
        else
        {
            File.Delete(path);
        }
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    public void Write(RunEvent runEvent)
    {
        var line = RunEventJson.Write(runEvent with { Time = time.GetUtcNow() });
        _file?.WriteLine(line);
        try
        {
            _output?.WriteLine(line);
            _output?.Flush();
        }
        catch (IOException e) when (!DiskFull.Is(e))
        {
            // The reader is gone; the run goes on, and the file has it all.
            _output = null;
        }
    }

    public void Dispose() => _file?.Dispose();
}
