using MlOpsDashboard.Core.Backbones;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Documentation;

public class GeneratedPagesTests
{
    [Fact]
    public void Pages_SayWhatTheCodeDoes()
    {
        if (Environment.GetEnvironmentVariable("MLOPS_DOCS") is { Length: > 0 } folder)
        {
            foreach (var (path, text) in GeneratedPages.All())
            {
                var target = Path.Combine(Repository.Root, folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, text);
            }
        }

        foreach (var (path, text) in GeneratedPages.All())
        {
            var file = Path.Combine(Repository.Root, "docs", path);
            Assert.True(
                File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == text.ReplaceLineEndings("\n"),
                $"docs/{path} is out of date: write it anew by the command in its second line."
            );
        }
    }

    [Fact]
    public void EveryCard_HasItsFamily() =>
        Assert.Equal(
            BackboneCards.All.Select(card => card.Family).Distinct().Order(StringComparer.Ordinal),
            BackboneFamily.All.Select(family => family.Name).Order(StringComparer.Ordinal)
        );
}
