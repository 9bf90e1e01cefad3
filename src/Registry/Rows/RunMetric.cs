using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A metric of a run at its best epoch, or its mean over the folds: what lists show and sort by. No row where it was not measured.</summary>
public sealed class RunMetric
{
    public RunId RunId { get; set; }

    /// <summary>Keras's, such as <c>val_accuracy</c>.</summary>
    public string Name { get; set; } = "";
    public double Value { get; set; }

    /// <summary>The run's: of equal values the newest run comes first.</summary>
    public int Number { get; set; }

    /// <summary>The run's, so that a list is cut without a look at the runs. The context copies it whenever the run's changes.</summary>
    public bool IsArchived { get; set; }

    /// <inheritdoc cref="IsArchived"/>
    public ProjectId ProjectId { get; set; }
}
