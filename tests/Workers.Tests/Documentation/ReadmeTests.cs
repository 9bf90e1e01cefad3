using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Host.Verbs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Documentation;

/// <summary>What README.md counts, lists and tells to type is what there is.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = Read("README.md");

    [Fact]
    public void Backbones_AreCounted()
    {
        var words = Backbones().Match(Text);
        Assert.True(words.Success, "README.md does not count the backbones.");
        Assert.Equal(string.Join(" and ", BackboneCards.All.Where(b => b.WeightsEmbedded).Select(b => b.Name)), words.Groups["embedded"].Value);
        Assert.Equal($"{BackboneCards.All.Count(b => !b.WeightsEmbedded)}", words.Groups["count"].Value);
        var (least, most) = (BackboneCards.All.MinBy(b => b.Parameters)!, BackboneCards.All.MaxBy(b => b.Parameters)!);
        Assert.Equal(
            FormattableString.Invariant($"{least.Name} ({least.Parameters / 1e6:0.0} million parameters) to {most.Name} ({most.Parameters / 1e6:0} million)"),
            words.Groups["range"].Value
        );
    }

    [Fact]
    public void Names_OfSamplesAndAliases_AreThoseThatExist()
    {
        Assert.All(SampleCatalog.All, s => Assert.Contains($"`{s.Name}`", Text, StringComparison.Ordinal));
        Assert.All(Aliases.All, a => Assert.Contains($"`{a}`", Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Verbs_AreThoseOfTheCommandLine()
    {
        var output = new HostOutput(TextWriter.Null, TextWriter.Null, TextReader.Null);
        var verbs = VerbCatalog.All.Select(create => create(output).Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(verbs, CodeIn(Verbs().Match(Text).Value).Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(
            verbs,
            CliRow()
                .Matches(Read("docs", "cli.md").Split("\n## ").Single(part => part.StartsWith("Verbs", StringComparison.Ordinal)))
                .Select(m => m.Groups[1].Value)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Links_LeadToFiles()
    {
        foreach (
            var page in Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Append(Path.Combine(Repository.Root, "README.md"))
        )
            Assert.All(
                Link().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value.Split('#')[0]).Where(l => l.Length > 0 && !l.Contains(':')),
                link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link)), $"{page} points to {link}, which is not there.")
            );
    }

    [Fact]
    public void TestCommand_IsWhatContinuousIntegrationRuns()
    {
        var commands = Command().Matches(Text).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(2, commands.Count);
        Assert.Contains($" {commands[1]} --hangdump", Read(".ci", "run"), StringComparison.Ordinal);
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path])).ReplaceLineEndings("\n");

    private static IEnumerable<string> CodeIn(string text) => Code().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(
        @"(?<embedded>\w+( and \w+)*) \(ImageNet weights on board\) and (?<count>\d+) Keras Applications, from (?<range>\w+ \(.+?\) to \w+ \(.+?\))"
    )]
    private static partial Regex Backbones();

    [GeneratedRegex(@"\*\*Command line\*\*.*?: see")]
    private static partial Regex Verbs();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `(\w+)[ `]", RegexOptions.Multiline)]
    private static partial Regex CliRow();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```\n(dotnet [^\n]+)\n```$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
