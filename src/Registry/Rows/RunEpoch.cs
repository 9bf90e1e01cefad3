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

    /// <param name="e">With finite numbers only (<see cref="RunEventJson.Finite"/>).</param>
    public void Take(EpochEvent e, int attempt, DateTimeOffset time)
    {
        Attempt = attempt;
        Stage = e.Stage;
        Loss = e.Loss;
        Accuracy = e.Accuracy;
        ValLoss = e.ValLoss;
        ValAccuracy = e.ValAccuracy;
        LearningRate = e.LearningRate;
        Seconds = e.Seconds;
        ImagesPerSecond = e.ImagesPerSecond;
        FrozenHash = e.FrozenHash ?? "";
        NonFinite = e.NonFinite;
        Time = time;
    }
}
