using System.Text.Json;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tests.Refusals;

public sealed partial class RefusalTests
{
    [Theory]
    [InlineData("words.kind.")]
    [InlineData("words.source.added")]
    [InlineData("tasks.takes.")]
    [InlineData("data.judge.")]
    [InlineData("data.manifest.part")]
    [InlineData("data.manifest.weight")]
    [InlineData("trainer.cache.kept")]
    [InlineData("trainer.cache.all")]
    [InlineData("trainer.cache.validation")]
    [InlineData("training.resume.")]
    [InlineData("revision.leaveOut")]
    [InlineData("revision.relabel")]
    [InlineData("revision.part")]
    [InlineData("revision.shares")]
    [InlineData("revision.picture.")]
    [InlineData("labels.none")]
    public void WhatIsSaidOfExamplesOfAnyInput_SpeaksOfNoPictures(string beginning)
    {
        string[] codes = [.. RefusalText.Codes.Where(code => code.StartsWith(beginning, StringComparison.Ordinal))];
        Assert.NotEmpty(codes);
        Assert.All(
            codes,
            code =>
            {
                // Without values a place stays as it is written: its name may be a picture's.
                Assert.DoesNotMatch(@"(?<!\{)\bpictures?\b", RefusalText.Of(new Refusal(code), UserLanguage.English));
                Assert.DoesNotContain("图片", RefusalText.Of(new Refusal(code), UserLanguage.Chinese), StringComparison.Ordinal);
            }
        );
    }

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
    public void ASentenceWithinASentence_LosesItsFullStop() =>
        Assert.Equal(
            "Expected at least one good picture. Received: none (a.jpg: Expected a picture. Received: a file without a byte).",
            new Refusal("imports.pictures.allRefused", ("path", "a.jpg"), ("reason", new Refusal("imports.picture.empty"))).Sentence
        );

    [Fact]
    public void EveryRefusalInTheSources_HasSentences_AndGivesTheirValues()
    {
        var calls = Sources().SelectMany(file => RefusalCall.In(file.Text, file.Place)).ToList();
        Assert.True(calls.Count > 300, $"Only {calls.Count} places were found.");
        Assert.Empty(calls.SelectMany(Faults));
    }

    [Theory]
    [InlineData("""new Refusal("storage.disk.full", ("where", folder))""", "{folder}")]
    [InlineData("""new Refusal(RefusalKind.Busy, isFull ? "storage.disk.full" : "no.such", ("folder", $"({string.Join(", ", a)})"))""", "no.such")]
    [InlineData("""x ?? new(RefusalKind.Busy, "no.such")""", "no.such")]
    [InlineData("""new Refusal($"no.{such}.code", ("folder", folder))""", "no.[A-Za-z]+.code")]
    public void AFaultyRefusalInTheSources_IsFound(string source, string named) =>
        Assert.Contains(named, Assert.Single(RefusalCall.In(source, "Some.cs").SelectMany(Faults)));

    [Fact]
    public void NoRefusalOrWarningInTheSources_IsGivenWordsOfOneLanguage() => Assert.Empty(Sources().SelectMany(file => PlainWords.In(file.Text, file.Place)));

    [Theory]
    [InlineData("""throw Refuse(new("layer.expects"), "a training step");""", "a training step")]
    [InlineData("""throw call.Refuse("size", new("x.y"), $"{height} pixels");""", "# pixels")]
    [InlineData("""new Refusal("x.y", ("why", isLate ? "too late" : why))""", "too late")]
    [InlineData("""new("x.y", ("why", $"{start}, {(isGap ? "a gap" : end)}"))""", "a gap")]
    [InlineData("""new(WarningCodes.Table, $"The table {name} says so.")""", "The table # says so.")]
    [InlineData("""_reporter.Warn("diverged", "The loss was not finite.")""", "The loss was not finite.")]
    [InlineData("""Refusal.OfSentence("It is broken.")""", "It is broken.")]
    public void WordsOfOneLanguageInTheSources_AreFound(string source, string words) => Assert.EndsWith(words, PlainWords.In(source, "Some.cs").First());

    [Theory]
    [InlineData("""throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);""")]
    [InlineData("""new Refusal("x.y", ("names", string.Join(", ", names)), ("path", $"{folder}/{name}"))""")]
    [InlineData("""new Thread("of its own")""")]
    public void WhatIsNoWord_IsLeftAlone(string source) => Assert.Empty(PlainWords.In(source, "Some.cs"));

    [Fact]
    public void EverySentence_HasTheSamePlacesInBothLanguages_WhereBothAreWritten()
    {
        var faults = RefusalText
            .Codes.Select(code => (Code: code, English: Places(code, UserLanguage.English), Chinese: Places(code, UserLanguage.Chinese)))
            .Where(sentence => !sentence.English.SetEquals(sentence.Chinese))
            .Select(sentence => sentence.Code);
        Assert.Empty(faults);
    }

    private static IEnumerable<(string Place, string Text)> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(file => (Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file)));

    private static IEnumerable<string> Faults(RefusalCall call)
    {
        foreach (var pattern in call.Codes)
        {
            var said = pattern.Replace(@"\.", ".", StringComparison.Ordinal);
            var codes = RefusalText.Codes.Where(code => Regex.IsMatch(code, $"^{pattern}$")).ToArray();
            if (codes.Length == 0)
            {
                yield return $"{call.Place} has no sentence for {said}.";
            }
            // Where a part is computed it may fit codes of others, with other values.
            var needed = codes.Select(code => Places(code, UserLanguage.English).Union(Places(code, UserLanguage.Chinese)).ToArray());
            foreach (var missing in call.Values is null ? [] : needed.Select(names => names.Except(call.Values)).MinBy(names => names.Count()) ?? [])
            {
                yield return $"{call.Place} gives no {{{missing}}} to {said}.";
            }
        }
    }

    private static HashSet<string> Places(string code, string language) =>
        [.. Place().Matches(RefusalText.Of(new Refusal(code), language)).Select(match => match.Groups[1].Value)];

    // A choice between singular and plural names a place that Chinese does not need.
    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Place();
}
