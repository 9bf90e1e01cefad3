using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>A card as a Markdown document, in the reader's language. What people named stays text: nothing of it becomes markup.</summary>
public static partial class ModelCardMarkdown
{
    private const string Marks = "\\`*_[]<>|~&";
    private static readonly TextResource Texts = new(typeof(ModelCardMarkdown));

    public static string Write(ModelCard card)
    {
        var document = new StringBuilder();
        document.Append("# ").Append(Escape(Texts["Title", card.Model, card.Number.ToString(CultureInfo.InvariantCulture)])).Append("\n\n");
        foreach (var part in card.Parts)
        {
            document.Append("## ").Append(Title(part.Section)).Append("\n\n");
            if (part.Text.Length > 0)
                document.Append(Words(part.Text)).Append("\n\n");
            foreach (var fact in part.Facts)
                document.Append("- ").Append(Escape(fact.Sentence)).Append('\n');
            if (part.Facts.Count > 0)
                document.Append('\n');
            if (part is { Text: "", Facts.Count: 0 })
                document.Append(Texts["Nothing"]).Append("\n\n");
            if (part.Section == CardSection.Metrics && card.Classes.Count > 0)
                WriteClasses(document, card.Classes);
        }
        return document.ToString().TrimEnd() + "\n";
    }

    /// <summary>A section's heading.</summary>
    public static string Title(CardSection section) => Texts[$"Section.{section}"];

    /// <summary>Text as Markdown that shows it, on one line.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        var beginning = Beginning().Match(text) is { Success: true } list ? list.Length - 1 : -1;
        foreach (var (i, c) in text.Index())
        {
            if (i == beginning || Marks.Contains(c))
                escaped.Append('\\');
            escaped.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }
        return escaped.ToString();
    }

    // Their authors' Markdown, as it stands; but no HTML of it, and its headings would be taken for those of the card.
    private static string Words(string text) => Heading().Replace(Html().Replace(text, "&lt;"), @"$1\#");

    [GeneratedRegex(@"<(?=[A-Za-z/!?])")]
    private static partial Regex Html();

    [GeneratedRegex(@"^(\s*)#", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // What would begin a list, a heading or a line.
    [GeneratedRegex(@"^\s*(?:[#+=-]|[0-9]{1,9}[.)])")]
    private static partial Regex Beginning();

    private static void WriteClasses(StringBuilder document, IReadOnlyList<CardClass> classes)
    {
        document.Append("| ").AppendJoin(" | ", Texts["Name"], Texts["Seen"], Texts["Judged"], Texts["Score"]).Append(" |\n|---|---:|---:|---:|\n");
        foreach (var one in classes)
            document
                .Append("| ")
                .AppendJoin(" | ", Escape(one.Name), Number(one.Seen), Number(one.Judged), one.Score?.ToString("0.000", CultureInfo.InvariantCulture) ?? "")
                .Append(" |\n");
        document.Append('\n');
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
