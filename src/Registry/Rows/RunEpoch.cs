using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>Metrics of one epoch of a run. One row an epoch: a resumed run that sends it again replaces it.</summary>
public sealed class RunEpoch
{
    public RunId RunId { get; set; }
    /// <summary>Counts from 0 through all stages.</summary>
    public int Epoch { get; set; }
    /// <summary>Of the lease that wrote it.</summary>
    public int Attempt { get; set; }
    public int Stage { get; set; }
    public double? Loss { get; set; }
    public double? Accuracy { get; set; }
    public double? ValLoss { get; set; }
    public double? ValAccuracy { get; set; }
    public double? LearningRate { get; set; }
    public double Seconds { get; set; }
    public double ImagesPerSecond { get; set; }
    public string FrozenHash { get; set; } = "";
    /// <summary>A number was not finite and stands as null.</summary>
    public bool NonFinite { get; set; }
    public DateTimeOffset Time { get; set; }

    /// <summary>The value of a metric by Keras's name; null for one that is not measured.</summary>
    public double? Metric(string name) => name switch
    {
        "loss" => Loss,
        "accuracy" => Accuracy,
        "val_loss" => ValLoss,
        "val_accuracy" => ValAccuracy,
        _ => null,
    };

    public void Take(EpochEvent e, int attempt)
    {
        Attempt = attempt;
        Stage = e.Stage;
        Loss = Finite(e.Loss);
        Accuracy = Finite(e.Accuracy);
        ValLoss = Finite(e.ValLoss);
        ValAccuracy = Finite(e.ValAccuracy);
        LearningRate = Finite(e.LearningRate);
        Seconds = Finite(e.Seconds) ?? 0;
        ImagesPerSecond = Finite(e.ImagesPerSecond) ?? 0;
        FrozenHash = e.FrozenHash ?? "";
        NonFinite = e.NonFinite || new[] { e.Loss, e.Accuracy, e.ValLoss, e.ValAccuracy, e.LearningRate, e.Seconds }.Any(v => v is { } number && !double.IsFinite(number));
        Time = e.Time;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
