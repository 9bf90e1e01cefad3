using System.Globalization;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.TensorBoard;

namespace MlOpsDashboard.Workers.Engine.Training.Callbacks;

/// <summary>
/// Event files that a team's TensorBoard opens, with Keras's folders and tags (https://keras.io/api/callbacks/tensorboard/):
/// <c>train</c> and <c>validation</c>, <c>epoch_loss</c>, <c>epoch_accuracy</c>, <c>epoch_learning_rate</c>, the spec as text, its hyperparameters.
/// A resumed run adds a file to each folder, as TensorBoard expects of a restarted program.
/// </summary>
public sealed class TensorBoardLog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly EventWriter _train;
    private readonly EventWriter _validation;

    /// <param name="folder">The log folder.</param>
    /// <param name="resumed">Whether files of the same run may lie there; otherwise what an earlier run left is removed.</param>
    public TensorBoardLog(string folder, TrainingSpec spec, bool resumed, TimeProvider time)
    {
        _time = time;
        _train = Open(Path.Combine(folder, "train"), resumed);
        _validation = Open(Path.Combine(folder, "validation"), resumed);
        if (!resumed)
        {
            _train.Text(Now, 0, "spec", $"    {TrainingSpecJson.WriteComplete(spec).ReplaceLineEndings("\n    ")}");
            _train.Hyperparameters(Now, Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(folder))) ?? "run", Now, Hyperparameters(spec));
            _train.Flush();
        }
    }

    private double Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <param name="values">Keras's names; those of the validation begin with <c>val_</c>.</param>
    public void EpochEnd(int epoch, IEnumerable<(string Name, double Value)> values, float learningRate)
    {
        foreach (var (name, value) in values.OrderBy(value => value.Name, StringComparer.Ordinal))
        {
            var validation = name.StartsWith("val_", StringComparison.Ordinal);
            (validation ? _validation : _train).Scalar(Now, epoch, "epoch_" + (validation ? name[4..] : name), (float)value);
        }
        _train.Scalar(Now, epoch, "epoch_learning_rate", learningRate);
        _train.Flush();
        _validation.Flush();
    }

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
    }

    private EventWriter Open(string folder, bool resumed)
    {
        Directory.CreateDirectory(folder);
        var known = Directory.GetFiles(folder, "events.out.tfevents.*");
        if (!resumed)
        {
            Array.ForEach(known, File.Delete);
        }
        // TensorBoard reads the files of a folder by name: a later one must sort after.
        var number = resumed ? known.Length : 0;
        var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{_time.GetUtcNow().ToUnixTimeSeconds():D10}.mlops.{number:D4}.v2");
        var writer = new EventWriter(new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read));
        writer.Version(Now);
        writer.Flush();
        return writer;
    }

    private static IEnumerable<(string Name, object Value)> Hyperparameters(TrainingSpec spec)
    {
        var last = spec.Stages[^1];
        yield return ("backbone", spec.Backbone.Name ?? Path.GetFileName(spec.Backbone.File ?? ""));
        yield return ("batch_size", spec.Data.BatchSize);
        yield return ("epochs", spec.Stages.Sum(stage => stage.Epochs));
        yield return ("learning_rate", last.Optimizer.Component("learningRate") is { } schedule ? schedule.Class : last.Optimizer.Number("learningRate", 0));
        yield return ("optimizer", last.Optimizer.Class);
        yield return ("precision", spec.Precision);
        yield return ("seed", (double)spec.Seed);
        yield return ("unfreeze", last.Unfreeze.ToString());
    }
}
