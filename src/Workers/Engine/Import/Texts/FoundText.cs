using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>A text of what is imported, and its entry without a place in a blob.</summary>
internal sealed record FoundText(DatasetEntry Entry, string Text);
