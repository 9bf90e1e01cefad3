using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Tests;

/// <summary>Pages of an input are a folder: outside of it no other page names the input or its parts.</summary>
public sealed class InputSeamTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "src", "Dashboard", "Components");

    [Fact]
    public void Pages_OutsideOfTheInputsFolders_NameNoInput()
    {
        var names = InputCards.All.Select(card => card.Name).ToList();
        Assert.Contains("texts", names);
        Refuse(new Regex($"(Input|input)\\w* (==|!=|is|is not) \"({string.Join('|', names)})\""), "in an if");
    }

    [Fact]
    public void Pages_OutsideOfTheInputsFolders_NameNoPartOfTexts()
    {
        var types = Directory
            .EnumerateFiles(Path.Combine(Pages, "Inputs", "Texts"))
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Where(name => name != "_Imports")
            .Distinct()
            .ToList();
        Assert.Contains("TextPages", types);
        Refuse(new Regex($@"(<|typeof\(|new )({string.Join('|', types)})\b"), "as a part");
    }

    private static void Refuse(Regex pattern, string how)
    {
        var found = Directory
            .EnumerateFiles(Pages, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !file.StartsWith(Path.Combine(Pages, "Inputs") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => pattern.IsMatch(line)).Select(line => $"{Path.GetRelativePath(Pages, file)}: {line.Trim()}"))
            .ToList();
        Assert.True(found.Count == 0, $"Expected an input's pages in its own folder alone. Received, {how}:\n{string.Join('\n', found)}");
    }
}
