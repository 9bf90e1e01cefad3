namespace MlOpsDashboard.Core.Datasets;

/// <summary>A source that another version of the program has stored and this one can't read. Never stored.</summary>
public sealed record UnknownSource : ImportSource;
