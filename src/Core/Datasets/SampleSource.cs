namespace MlOpsDashboard.Core.Datasets;

/// <summary>A sample by name, such as <c>emoji-twemoji</c>.</summary>
public sealed record SampleSource(string Name) : ImportSource;
