namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>A piece of a text and what it did to an answer.</summary>
/// <param name="Text">As it stands in the text, <c>text[Start..End]</c>.</param>
/// <param name="Start">In UTF-16 units.</param>
/// <param name="Score">Above 0: it spoke for the answer; below: against it.</param>
public sealed record TellingToken(string Text, int Start, int End, double Score);
