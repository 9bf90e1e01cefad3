using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Tests.Refusals;

/// <summary>Words of one language that the sources give to a refusal, a warning or a helper that makes them: they could never be read in another.</summary>
/// <remarks>A text of a single word is not told from a name of code and passes; so does what stands in brackets or single quotes.</remarks>
internal static partial class PlainWords
{
    public static IEnumerable<string> In(string source, string place)
    {
        foreach (Match start in Start().Matches(source))
        {
            var arguments = RefusalCall.Arguments(source, start.Index + start.Length);
            if (start.Groups["typed"].Success || (arguments.Count > 0 && Made().IsMatch(arguments[0])))
            {
                foreach (var text in arguments.SelectMany(Texts).Where(IsOfWords))
                {
                    yield return $"{place}:{source.AsSpan(0, start.Index).Count('\n') + 1} gives words: {text.Replace(Hole, '#')}";
                }
            }
        }
    }

    private const char Hole = '\u0001';

    // Every text in code, its places as one character; then those within its places.
    private static IEnumerable<string> Texts(string code)
    {
        for (var at = 0; at < code.Length; at++)
        {
            if (RefusalCall.Text().Match(code, at) is not { Success: true } text)
            {
                continue;
            }
            yield return Place().Replace(text.Value, $"{Hole}").Trim('$', '@', '"');
            if (text.Value[0] == '$')
            {
                foreach (var inner in Place().Matches(text.Value).SelectMany(hole => Texts(hole.Value[1..^1])))
                {
                    yield return inner;
                }
            }
            at += text.Length - 1;
        }
    }

    private static bool IsOfWords(string text) => Phrase().IsMatch(Quoted().Replace(text, ""));

    [GeneratedRegex(
        @"(?<typed>\bnew (?:Refusal|RefusedException|RefusedFile|RefusedFileException|ImportWarning|WarningEvent|SpecProblem)\(|\b(?:Refuse|Refused|Refusal|Warn|OfSentence|RefusalValue\.\w+)\()|\bnew\("
    )]
    private static partial Regex Start();

    // What a new( without a type makes: a refusal by its code, a warning by its own.
    [GeneratedRegex(@"^(?:""[a-z][A-Za-z0-9]*\.[A-Za-z0-9.]+""|RefusalKind\.|WarningCodes\.|RunWarnings\.|\w+ \? ""[a-z][A-Za-z0-9]*\.)")]
    private static partial Regex Made();

    [GeneratedRegex(@"\{(?:[^{}""]|""(?:\\.|[^""\\])*"")*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\([^)]*\)|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![-\w])[A-Za-z]{2,} [A-Za-z\u0001]|\u0001 [a-z]{2,}|[a-z] [a-z]{2,}")]
    private static partial Regex Phrase();
}
