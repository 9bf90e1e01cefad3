using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core;

/// <summary>The edge through which texts of people enter: trimmed, composed (<see cref="UnicodeForm.ToNfc"/>), limited, and free of control characters
/// (databases disagree on NUL).</summary>
public static class PlainText
{
    /// <summary>A name on one line: 1 to <paramref name="longest"/> characters.</summary>
    /// <param name="what">The code of the words that the sentence calls it by: <c>words.text.runName</c>, "a run name".</param>
    public static Outcome<string> Name(string? text, string what, int longest = 200)
    {
        var name = UnicodeForm.ToNfc(text?.Trim() ?? "");
        if (name.Length == 0)
            return Outcome<string>.Refused(new Refusal("text.empty", ("what", new Refusal(what))));
        return Checked(name, what, longest, multiline: false);
    }

    /// <summary>Notes and descriptions: may be empty and have several lines.</summary>
    public static Outcome<string> Notes(string? text, string what, int longest = 20_000) =>
        Checked(UnicodeForm.ToNfc(text ?? "").Trim().ReplaceLineEndings("\n"), what, longest, multiline: true);

    /// <summary>A line of a program's output, made storable: control characters become a space, and it is cut at <paramref name="longest"/>.</summary>
    public static string Line(string text, int longest = 4_000)
    {
        var line = text.Length > longest ? text[..longest] + " ..." : text;
        return line.Any(c => char.IsControl(c) && c != '\t')
            ? string.Create(
                line.Length,
                line,
                static (to, from) =>
                {
                    for (var i = 0; i < to.Length; i++)
                        to[i] = char.IsControl(from[i]) && from[i] != '\t' ? ' ' : from[i];
                }
            )
            : line;
    }

    private static Outcome<string> Checked(string text, string what, int longest, bool multiline)
    {
        if (text.Length > longest)
            return Outcome<string>.Refused(new Refusal("text.tooLong", ("what", new Refusal(what)), ("most", $"{longest}"), ("length", $"{text.Length}")));
        var bad = text.FirstOrDefault(c => char.IsControl(c) && !(multiline && c is '\n' or '\t'));
        if (text.Any(c => char.IsControl(c) && !(multiline && c is '\n' or '\t')))
            return Outcome<string>.Refused(new Refusal("text.control", ("what", new Refusal(what)), ("character", $"U+{(int)bad:X4}")));
        return text;
    }
}
