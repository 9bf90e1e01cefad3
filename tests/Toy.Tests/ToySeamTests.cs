using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Tasks;
using Xunit;

namespace MlOpsDashboard.Toy.Tests;

/// <summary>The toy lives in its own folders alone: nothing of the program knows it.</summary>
public sealed partial class ToySeamTests
{
    [Fact]
    public void Sources_NameNothingOfTheToy()
    {
        var found = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetExtension(file) is ".cs" or ".razor" or ".csproj" or ".json"
                && !Path.GetRelativePath(Repository.Root, file).Split('/').Any(part => part is "obj" or "bin" or "node_modules")
            )
            .Where(file => Toy().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file));
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("""if (task == "toy-marks")""", true)]
    [InlineData("new ToyCard()", true)]
    [InlineData("""InternalsVisibleTo Include="MlOpsDashboard.Toy.Tests" """, true)]
    [InlineData("the toys of children", false)]
    public void Pattern_FindsWhatItRefuses(string line, bool found) => Assert.Equal(found, Toy().IsMatch(line));

    [Fact]
    public void Toy_IsFoundByScanning() => Assert.Equal(6, TaskCards.All.Count);

    [GeneratedRegex(@"\bToy[A-Z.]|toy-marks")]
    private static partial Regex Toy();
}
