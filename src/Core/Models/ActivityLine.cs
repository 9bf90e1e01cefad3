namespace MlOpsDashboard.Core.Models;

public sealed record ActivityLine(DateTimeOffset Time, string Actor, string Action, string Sentence, string? Reason)
{
    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; init; }
}
