namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>How an import reads what can be read in two ways.</summary>
public sealed record ImportChoices
{
    /// <summary>Whether folders named train, val and test are parts; else they are classes.</summary>
    public bool ReadParts { get; init; } = true;
}
