using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The callbacks of a spec that only write: CSVLogger and TensorBoard.</summary>
/// <param name="folder">The run's.</param>
/// <param name="resumed">Whether the run goes on from a checkpoint.</param>
public sealed class RunLogs(TrainingSpec spec, string folder, bool resumed, TimeProvider time) : IDisposable
{
    private readonly CSVLogger[] _tables =
    [
        .. spec
            .Callbacks.Where(c => c.Class == "CSVLogger")
            .Select(c => new CSVLogger(Path.Combine(folder, c.Text("filename", "training.csv")!), c.Text("separator", ",")!)),
    ];

    private readonly TensorBoardLog[] _boards =
    [
        .. spec
            .Callbacks.Where(c => c.Class == "TensorBoard")
            .Select(c => new TensorBoardLog(Path.Combine(folder, c.Text("logDir", "tensorboard")!), spec, resumed, time)),
    ];

    public void EpochEnd(RunHistory history, int epoch, IReadOnlyList<(string Name, double Value)> values, float learningRate)
    {
        foreach (var table in _tables)
        {
            table.Write(history);
        }
        foreach (var board in _boards)
        {
            board.EpochEnd(epoch, values, learningRate);
        }
    }

    public void Dispose() => Array.ForEach(_boards, board => board.Dispose());
}
