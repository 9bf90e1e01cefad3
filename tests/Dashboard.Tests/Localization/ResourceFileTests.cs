using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Localization;

/// <summary>Every text is in both languages, with the same places, and is used.</summary>
public sealed partial class ResourceFileTests
{
    private static readonly string Sources = Path.Combine(Repository.Root, "src");

    private static readonly Lazy<IReadOnlyList<(string Folder, string Text)>> Code = new(() =>
        [
            .. Directory
                .EnumerateFiles(Sources, "*.*", SearchOption.AllDirectories)
                .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
                .Where(f => !InOutput(f))
                .Select(f => (Path.GetDirectoryName(f)!, File.ReadAllText(f))),
        ]
    );

    public static TheoryData<string> English => [.. Files().Where(f => !Name(f).Contains('.')).Select(f => Path.GetRelativePath(Sources, f))];

    [Theory]
    [MemberData(nameof(English))]
    public void EveryText_IsInChineseToo_WithTheSamePlaces(string file)
    {
        var path = Path.Combine(Sources, file);
        var (english, chinese) = (Read(path), Read(Path.ChangeExtension(path, ".zh-CN.resx")));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            english,
            text =>
            {
                Assert.False(string.IsNullOrWhiteSpace(chinese[text.Key]), text.Key);
                Assert.True(
                    Places(text.Value).SetEquals(Places(chinese[text.Key])),
                    $"Expected the places of {text.Key} in both languages: {text.Value} / {chinese[text.Key]}"
                );
            }
        );
    }

    [Fact]
    public void NothingIsChineseAlone() =>
        Assert.All(Files().Where(f => Name(f).EndsWith(".zh-CN", StringComparison.Ordinal)), f => Assert.True(File.Exists(f.Replace(".zh-CN", "")), f));

    // Sentences of refusals are asked for by code: RefusalTests looks there.
    [Theory]
    [MemberData(nameof(English))]
    public void EveryText_IsUsed(string file)
    {
        var path = Path.Combine(Sources, file);
        if (Name(path).EndsWith("Sentences", StringComparison.Ordinal))
            return;
        // Those who stand beside it, who name it, and who take the resources of any task.
        var users = string.Concat(
            Code.Value.Where(f =>
                    f.Folder == Path.GetDirectoryName(path)
                    || f.Text.Contains(Name(path), StringComparison.Ordinal)
                    || f.Text.Contains("IStringLocalizerFactory", StringComparison.Ordinal)
                )
                .Select(f => f.Text)
        );
        // A key may be made of a beginning and a value: Texts[$"Status.{status}"].
        var unused = Read(path)
            .Keys.Where(key =>
                !users.Contains($"\"{key}\"", StringComparison.Ordinal)
                && !(key.Contains('.') && users.Contains($"$\"{key[..(key.IndexOf('.') + 1)]}{{", StringComparison.Ordinal))
            );
        Assert.Empty(unused);
    }

    [Fact]
    public void EveryKey_ThatAComponentAsksFor_IsThere()
    {
        var known = Files().Where(f => !Name(f).Contains('.')).ToLookup(Name, f => Read(f).Keys);
        var missing =
            from source in Directory.EnumerateFiles(Sources, "*.razor", SearchOption.AllDirectories).Where(f => !InOutput(f))
            let text = File.ReadAllText(source) + (File.Exists(source + ".cs") ? File.ReadAllText(source + ".cs") : "")
            from Match injected in Injected().Matches(text)
            from Match asked in Regex.Matches(text, $@"(?<![\w.]){injected.Groups[2].Value}\[""([\w.]+)""")
            let key = asked.Groups[1].Value
            where !known[injected.Groups[1].Value].Any(keys => keys.Contains(key))
            select $"{Path.GetFileName(source)}: {key}";
        Assert.Empty(missing);
    }

    internal static IEnumerable<string> Files() => Directory.EnumerateFiles(Sources, "*.resx", SearchOption.AllDirectories).Where(f => !InOutput(f));

    private static bool InOutput(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
        || file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}")
        || file.Contains("node_modules");

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    internal static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Descendants("data").ToDictionary(d => (string)d.Attribute("name")!, d => d.Element("value")!.Value, StringComparer.Ordinal);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    // A choice between singular and plural names a place that the other language may not need.
    [GeneratedRegex(@"\{(\w+)(?:\:[^{}|]*)?\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"IStringLocalizer<(\w+)>\s+(\w+)")]
    private static partial Regex Injected();
}
