using System.Text.Json;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tests.Refusals;

public sealed partial class RefusalTests
{
    [Fact]
    public void Sentence_NamesValuesWithTheirUnits()
    {
        var refusal = new Refusal(RefusalKind.Unavailable, "storage.disk.full", ("folder", "/srv/data"));
        Assert.Equal("The disk of /srv/data is full. Nothing that was stored is lost; free some space, and it goes on.", refusal.Sentence);
        Assert.Equal("1.5 MB", RefusalText.Format(RefusalValue.OfBytes("size", 1_500_000)));
        Assert.Equal("5 min", RefusalText.Format(("after", TimeSpan.FromMinutes(5))));
        Assert.Equal("12,000", RefusalText.Format(("pictures", 12_000)));
    }

    [Fact]
    public void Sentence_OfAnUnknownCode_GivesCodeAndValues() =>
        Assert.Equal("later.code (size: 2 kB)", new Refusal(RefusalKind.Invalid, "later.code", RefusalValue.OfBytes("size", 2000)).Sentence);

    [Fact]
    public void Json_KeepsKindCodeAndValues()
    {
        var refusal = new Refusal(RefusalKind.Conflict, "storage.database.busy", ("why", new Refusal(RefusalKind.Busy, "x", ("n", 3))), ("name", "pets"));
        var back = JsonSerializer.Deserialize<Refusal>(JsonSerializer.Serialize(refusal));
        Assert.Equal(refusal, back);
    }

    [Fact]
    public void EveryCodeInTheSources_HasASentence_AndEveryPlaceholderAValue()
    {
        var used = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(f => Made().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();
        Assert.NotEmpty(used);
        Assert.DoesNotContain(used, code => !RefusalText.Codes.Contains(code));
    }

    [GeneratedRegex("RefusalKind\\.\\w+,\\s*\"([A-Za-z.]+)\"")]
    private static partial Regex Made();
}
