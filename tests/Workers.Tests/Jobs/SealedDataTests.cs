using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Jobs.Runs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class SealedDataTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sealed-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Given => Path.Combine(root, "attempt");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Pictures_OfTheTest_AreNowhereInWhatTheChildIsGiven()
    {
        var entries = Enumerable.Range(0, 12).Select(i => Picture($"{(i % 2 == 0 ? "a" : "b")}/{i}.png", $"picture {i}", PartOf(i))).ToList();
        var given = await LayAsync(new(["a", "b"], entries));
        var seen = await ReadAsync(given);
        Assert.Equal(entries.Where(e => e.Part != DatasetPart.Test && e.Part != DatasetPart.Unlabelled).Select(e => e.Path), seen.Entries.Select(e => e.Path));
        foreach (var entry in seen.Entries)
            Assert.Equal(entry.Sha256, Hash(await File.ReadAllBytesAsync(Path.Combine(seen.BlobRoot, entry.Sha256[..2], entry.Sha256), Cancelled)));
        AssertHoldsNothing(
            entries.Where(e => e.Part is DatasetPart.Test or DatasetPart.Unlabelled).Select(e => (e.Sha256, $"picture {e.Path.Split('/', '.')[1]}"))
        );
        Assert.Equal(8, DataSource.Open(given).Files.Count);
    }

    [Fact]
    public async Task Texts_OfTheTest_AreNowhereInWhatTheChildIsGiven()
    {
        var texts = Enumerable.Range(0, 12).Select(i => $"text number {i:000}, 房间很干净").ToList();
        var blob = string.Concat(texts);
        var sha256 = Store(Encoding.UTF8.GetBytes(blob));
        var at = 0;
        var entries = texts
            .Select(
                (text, i) =>
                {
                    var bytes = Encoding.UTF8.GetBytes(text);
                    var entry = new DatasetEntry($"row {i}", i % 2 == 0 ? "a" : "b", bytes.Length, Hash(bytes), text.Length, 5)
                    {
                        Part = PartOf(i),
                        Blob = 0,
                        Offset = at,
                    };
                    at += bytes.Length;
                    return entry;
                }
            )
            .ToList();
        var whole = new DatasetManifest(["a", "b"], entries) { Input = TextInputCard.InputName, Blobs = [sha256] };
        var given = await LayAsync(whole);
        var seen = await ReadAsync(given);
        Assert.Equal(8, seen.Entries.Count);
        // The child's own reader holds each text against its hash.
        Assert.Equal(
            texts.Where((_, i) => PartOf(i) is not (DatasetPart.Test or DatasetPart.Unlabelled)).Order(StringComparer.Ordinal),
            TextSource.Open(given).Files.Select(file => file.Text).Order(StringComparer.Ordinal)
        );
        AssertHoldsNothing(
            entries.Where(e => e.Part is DatasetPart.Test or DatasetPart.Unlabelled).Select((e, i) => (e.Sha256, texts[int.Parse(e.Path[4..])]))
        );
    }

    [Fact]
    public async Task Version_WithoutATest_IsGivenAsItIs()
    {
        var manifest = new DatasetManifest(["a", "b"], [Picture("a/1.png", "1", null), Picture("b/2.png", "2", DatasetPart.Validation)]);
        Assert.EndsWith("whole.manifest.json", await LayAsync(manifest), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Given));
    }

    [Fact]
    public async Task Texts_WhoseBlobIsGone_AreNamed()
    {
        var entry = new DatasetEntry("row 1", "a", 5, new string('a', 64), 5, 1) { Blob = 0, Offset = 0 };
        var manifest = new DatasetManifest(["a", "b"], [entry, entry with { Path = "row 2", Part = DatasetPart.Test }])
        {
            Input = TextInputCard.InputName,
            Blobs = [new string('b', 64)],
        };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => LayAsync(manifest));
        Assert.Equal("row 1 is missing from the store.", refused.Message);
    }

    // No file under the folder, followed through links, has the bytes; nor is anything called by their hash.
    private void AssertHoldsNothing(IEnumerable<(string Sha256, string Text)> sealedOnes)
    {
        var files = Directory.EnumerateFiles(Given, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        var contents = files.ConvertAll(File.ReadAllText);
        foreach (var (sha256, text) in sealedOnes)
        {
            Assert.DoesNotContain(files, file => file.Contains(sha256, StringComparison.Ordinal));
            Assert.DoesNotContain(contents, content => content.Contains(sha256, StringComparison.Ordinal));
            Assert.DoesNotContain(
                contents,
                content => content == text || (text.StartsWith("text", StringComparison.Ordinal) && content.Contains(text, StringComparison.Ordinal))
            );
        }
    }

    private static string? PartOf(int i) =>
        (i % 6) switch
        {
            1 => DatasetPart.Test,
            3 => DatasetPart.Unlabelled,
            4 => DatasetPart.Validation,
            _ => DatasetPart.Training,
        };

    private async Task<string> LayAsync(DatasetManifest manifest)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "manifests")).FullName, "whole.manifest.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(manifest, DatasetManifest.Json), Cancelled);
        return await SealedData.LayAsync(path, Path.Combine(Given, "seen.manifest.json"), Cancelled);
    }

    private static async Task<DatasetManifest> ReadAsync(string path) =>
        JsonSerializer.Deserialize<DatasetManifest>(await File.ReadAllTextAsync(path, Cancelled), DatasetManifest.Json)!;

    private DatasetEntry Picture(string path, string content, string? part)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return new(path, path[..1], bytes.Length, Store(bytes), 8, 8) { Part = part };
    }

    private string Store(byte[] bytes)
    {
        var sha256 = Hash(bytes);
        var file = Path.Combine(root, "blobs", sha256[..2], sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return sha256;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
