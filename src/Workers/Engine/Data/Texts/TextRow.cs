namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>One row of a table of texts, judged.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Labels">Its one label, or any number of them.</param>
/// <param name="Numbers">One for each of the table's number columns.</param>
internal sealed record TextRow(int Line, string Text, IReadOnlyList<string> Labels, IReadOnlyList<double> Numbers, string? Part, float? Weight);
