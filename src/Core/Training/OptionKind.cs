namespace MlOpsDashboard.Core.Training;

/// <summary>What an option of a component may hold.</summary>
/// <remarks><see cref="Metric"/>: the name of a metric that the spec's task measures.</remarks>
public enum OptionKind
{
    Number,
    Whole,
    Flag,
    Text,
    Choice,
    Range,
    Numbers,
    Component,
    Metric,
}
