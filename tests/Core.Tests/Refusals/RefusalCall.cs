using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Tests.Refusals;

/// <summary>A place in the sources that makes a refusal.</summary>
/// <param name="Codes">Patterns of the codes that it may have: more than one where a condition chooses, with a wildcard where a part is computed.</param>
/// <param name="Values">Null where one of the values is not written there.</param>
internal sealed partial record RefusalCall(string Place, IReadOnlyList<string> Codes, IReadOnlySet<string>? Values)
{
    public static IEnumerable<RefusalCall> In(string source, string place)
    {
        foreach (Match start in Start().Matches(source))
        {
            var arguments = Arguments(source, start.Index + start.Length);
            if (
                arguments.Count > 1
                && (arguments[0].StartsWith("RefusalKind.", StringComparison.Ordinal) || arguments[0].EndsWith("Kind", StringComparison.Ordinal))
            )
            {
                arguments.RemoveAt(0);
            }
            if (arguments.Count == 0 || arguments[0].StartsWith("new", StringComparison.Ordinal))
            {
                continue;
            }
            string[] codes =
            [
                .. Chosen()
                    .Matches(arguments[0])
                    .Select(match => Hole().Replace(Regex.Escape(match.Groups[1].Value).Replace(@"\{", "{", StringComparison.Ordinal), "[A-Za-z]+")),
            ];
            var names = arguments.Skip(1).Select(argument => Name().Match(argument) is { Success: true } name ? name.Groups[1].Value : null).ToArray();
            var isNamed = start.Groups[1].Success;
            if (codes.Length > 0 && (isNamed || names.All(name => name is not null)))
            {
                var line = source.AsSpan(0, start.Index).Count('\n') + 1;
                yield return new RefusalCall($"{place}:{line}", codes, names.Contains(null) ? null : names.OfType<string>().ToHashSet());
            }
        }
    }

    /// <summary>The arguments of a call whose parenthesis is open.</summary>
    internal static List<string> Arguments(string source, int at)
    {
        var (found, depth, begin) = (new List<string>(), 0, at);
        for (; at < source.Length; at++)
        {
            if (Text().Match(source, at) is { Success: true } text && text.Index == at)
            {
                at += text.Length - 1;
            }
            else if (source[at] is '(' or '[' or '{')
            {
                depth++;
            }
            else if (source[at] is ')' or ']' or '}' && --depth < 0)
            {
                break;
            }
            else if (source[at] == ',' && depth == 0)
            {
                found.Add(source[begin..at].Trim());
                begin = at + 1;
            }
        }
        var last = source[begin..at].Trim();
        return last.Length == 0 ? found : [.. found, last];
    }

    [GeneratedRegex(@"\bnew( Refusal)?\(")]
    private static partial Regex Start();

    // The whole argument, or a branch of a condition.
    [GeneratedRegex(@"(?:^|[?:] )\$?""([a-z][A-Za-z0-9]*(?:\.(?:[A-Za-z0-9]+|\{\w+\}))+)""(?=$| :)")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"\{\w+}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^(?:\(|RefusalValue\.\w+\(|new RefusalValue\()""(\w+)""")]
    private static partial Regex Name();

    // A text with at most two texts within its places, or a character.
    [GeneratedRegex(
        @"\G(?:\$""(?:\\.|\{\{|\{(?:[^""{}]|""(?:\\.|[^""\\])*""|\$""(?:[^""{}]|\{(?:[^""{}]|""[^""]*"")*\})*""|\{[^{}]*\})*\}|[^""\\{])*""|@?""(?:\\.|[^""\\])*""|'(?:\\.|[^'\\])+')"
    )]
    internal static partial Regex Text();
}
