using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Inputs;

/// <summary>What examples are called, for cards that have no words of their own.</summary>
internal static class InputWords
{
    private static readonly TextResource Texts = new(typeof(InputWords));

    /// <param name="input">That has words here; null for examples of any.</param>
    public static string Noun(string? input, long count) => Texts[$"Noun.{input ?? "examples"}", count];

    public static string Count(string? input, long count) => Texts[$"Count.{input ?? "examples"}", count];
}
