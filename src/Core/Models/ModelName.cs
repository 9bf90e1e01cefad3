using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>A model's name: 1 to 64 letters and digits of any script, with spaces, dots, dashes and underscores, beginning with a letter or digit.</summary>
public readonly record struct ModelName(string Value)
{
    private const int Longest = 64;

    public static Outcome<ModelName> TryParse(string? text)
    {
        var name = text?.Trim() ?? "";
        var fits =
            name.Length is >= 1 and <= Longest
            && Rune.IsLetterOrDigit(name.EnumerateRunes().First())
            && name.EnumerateRunes().All(Fits)
            && !name.Contains("  ", StringComparison.Ordinal);
        return fits ? new ModelName(name) : Outcome<ModelName>.Refused(new Refusal("registry.model.name", ("most", $"{Longest}"), ("received", name)));
    }

    /// <summary>The nearest name that fits: what a form proposes. Empty where nothing of the text can stay.</summary>
    public static string Propose(string? text)
    {
        var made = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var next = Fits(rune) ? rune : new Rune('-');
            if (made.Length == 0 && !Rune.IsLetterOrDigit(next))
                continue;
            if (made.Length + next.Utf16SequenceLength > Longest)
                break;
            if (!(next.Value is ' ' or '-' && made[^1] is ' ' or '-'))
                made.Append(next.ToString());
        }
        return made.ToString().TrimEnd(' ', '-', '.', '_');
    }

    // Marks belong to letters: many scripts have no composed form of them.
    private static bool Fits(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value is ' ' or '.' or '-' or '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    public override string ToString() => Value;
}
