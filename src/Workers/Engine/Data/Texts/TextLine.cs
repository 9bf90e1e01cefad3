namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>A line of a text file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its line feed, but with a carriage return before it; empty where there is a fault.</param>
/// <param name="Fault">Why it is no text, one of <see cref="RowFaults"/>; null where it is.</param>
internal readonly record struct TextLine(int Number, string Text, string? Fault);
