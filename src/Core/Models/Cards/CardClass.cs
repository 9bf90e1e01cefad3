namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>One name that a model answers with.</summary>
/// <param name="Seen">Examples with it that the run was given, those of validation among them.</param>
/// <param name="Judged">Examples with it that the best epoch was judged on.</param>
/// <param name="Score">The mean score of those, 0 to 1: of one class the share that is right. Null where none was judged.</param>
public sealed record CardClass(string Name, int Seen, int Judged, double? Score);
