using System.Text;
using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.SavedModels;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>Checkpoints that TensorFlow wrote, entry by entry.</summary>
public sealed class TensorBundleTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("text/nnlm-bundle.json");

    [Theory]
    [InlineData("nnlm-tiny", "variables/variables", "variables")]
    [InlineData("bundle-misc", "ckpt", "misc")]
    public void Entries_AreTensorFlows(string folder, string prefix, string key)
    {
        var bundle = Open(folder, prefix);
        var expected = Golden.GetProperty(key).GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(expected.Select(entry => Describe(entry)), bundle.Entries.Select(entry => Describe(entry)));
        static string Describe(object entry) =>
            entry switch
            {
                JsonElement json => string.Join(
                    ' ',
                    json.GetProperty("name").GetString(),
                    json.GetProperty("dtype_enum").GetInt32(),
                    $"[{string.Join(',', json.GetProperty("shape").EnumerateArray())}]",
                    json.GetProperty("shard_id").GetInt32(),
                    json.GetProperty("offset").GetInt64(),
                    json.GetProperty("size").GetInt64(),
                    json.GetProperty("crc32c_stored").GetUInt32()
                ),
                BundleEntry own => string.Join(' ', own.Key, own.Type, $"[{string.Join(',', own.Shape)}]", own.Shard, own.Offset, own.Bytes, own.Checksum),
                _ => "",
            };
    }

    [Theory]
    [InlineData("nnlm-tiny", "variables/variables", "variables")]
    [InlineData("bundle-misc", "ckpt", "misc")]
    public void Read_GivesTensorFlowsNumbers(string folder, string prefix, string key)
    {
        var bundle = Open(folder, prefix);
        var expected = Golden
            .GetProperty(key)
            .GetProperty("entries")
            .EnumerateArray()
            .Where(entry => entry.TryGetProperty("first", out _))
            .ToDictionary(entry => entry.GetProperty("name").GetString()!);
        var seen = 0;
        bundle.Read(
            bundle.Entries.Where(entry => entry.NumberType is not null),
            (entry, numbers) =>
            {
                seen++;
                var golden = expected[entry.Key].GetProperty("first").EnumerateArray().Select(Number).ToArray();
                Assert.Equal(golden, numbers.numel() == 0 ? [] : GoldenData.Values(numbers).Take(golden.Length));
                Assert.Equal(entry.Count, numbers.numel());
            }
        );
        Assert.Equal(expected.Count, seen);
        static float Number(JsonElement value) =>
            value.ValueKind switch
            {
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => (float)value.GetDouble(),
            };
    }

    [Fact]
    public void ReadTexts_GivesTensorFlowsTexts()
    {
        var bundle = Open("bundle-misc", "ckpt");
        var golden = Golden
            .GetProperty("misc")
            .GetProperty("entries")
            .EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString()!.StartsWith("names/", StringComparison.Ordinal));
        Assert.Equal(
            golden.GetProperty("values").EnumerateArray().Select(value => value.GetString()!),
            bundle.ReadTexts(bundle.Find("names/.ATTRIBUTES/VARIABLE_VALUE")!).Select(Encoding.UTF8.GetString)
        );
    }

    [Fact]
    public void CheckpointNames_AreTheVariables()
    {
        var bundle = Open("bert-tiny-hub", "variables/variables");
        var names = CheckpointNames.Read(bundle, "bert-tiny-hub");
        var golden = GoldenFile.Read("text/bert-hub.json").GetProperty("variables").EnumerateArray().ToList();
        Assert.All(golden, variable => Assert.Equal(variable[1].EnumerateArray().Select(size => size.GetInt64()), names[variable[0].GetString()![..^2]].Shape));
        Assert.True(golden.Count > 30);
    }

    private static TensorBundle Open(string folder, string prefix) => new(new DiskFolder(GoldenFile.Path("text/" + folder)), prefix);
}
