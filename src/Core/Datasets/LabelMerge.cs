namespace MlOpsDashboard.Core.Datasets;

/// <summary>A class whose pictures go into another.</summary>
public sealed record LabelMerge(string From, string Into);
