using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A line of a run's log: an event in words (with its JSON), a note of the dashboard's, or a line of the child's standard error.</summary>
public sealed class RunLogEntry
{
    public RunId RunId { get; set; }

    /// <summary>Counts from 1 in each run.</summary>
    public long Sequence { get; set; }
    public DateTimeOffset Time { get; set; }

    /// <summary>The event's kind, or <c>stderr</c>, <c>note</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Of events and notes in English.</summary>
    public string Text { get; set; } = "";

    /// <summary>The event as it came, or a note as <see cref="Core.Refusals.PrintedRefusal"/>; null for lines that are neither.</summary>
    public string? Json { get; set; }
}
