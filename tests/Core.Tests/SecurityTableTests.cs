using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Tests;

/// <summary>docs/security.md names tests that are there.</summary>
public sealed partial class SecurityTableTests
{
    [Fact]
    public void EveryRow_NamesTestsThatAreThere()
    {
        var rows = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "security.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .GroupBy(f => Path.GetFileNameWithoutExtension(f))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));
        var held = rows.Where(l => !l.StartsWith("| Row |", StringComparison.Ordinal)).ToList();
        Assert.True(held.Count >= 30, $"Expected the rows of ASVS; received {held.Count}.");
        var missing = held.SelectMany(row =>
            Name().Matches(row.Split('|')[^2]) is { Count: > 0 } names
                ? names.Where(n => !IsThere(sources, n.Groups[1].Value, n.Groups[2].Value)).Select(n => $"there is no {n.Value}")
                : [$"no test is named in {row}"]
        );
        Assert.Empty(missing);
    }

    // An attribute of a test stands between the method before and it.
    private static bool IsThere(Dictionary<string, string> sources, string type, string method)
    {
        if (
            !sources.TryGetValue(type, out var text)
            || Regex.Match(text, $@"^    public (?:async Task|void) {method}\(", RegexOptions.Multiline) is not { Success: true } found
        )
            return false;
        var before = text[..found.Index];
        var attribute = Math.Max(before.LastIndexOf("    [Fact", StringComparison.Ordinal), before.LastIndexOf("    [Theory", StringComparison.Ordinal));
        return attribute > before.LastIndexOf("\n    public ", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Name();
}
