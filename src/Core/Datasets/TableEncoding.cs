namespace MlOpsDashboard.Core.Datasets;

/// <param name="Name">As <see cref="TableChoices.Encoding"/> takes it.</param>
/// <param name="Title">For a person: “Simplified Chinese (GBK)”.</param>
public sealed record TableEncoding(string Name, string Title);
