using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

public sealed class ZipEndTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(512)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(3_000_000)]
    public async Task ZerosBehindAnArchive_AreReadOver(int zeros)
    {
        using var bench = new ImportBench();
        foreach (
            var whole in new[] { ImportBench.Good().ToArray(), ImportBench.Good().ToLargeArray(), WithComment(ImportBench.Good().ToArray(), "made by hand") }
        )
        {
            File.WriteAllBytes(bench["padded.zip"], [.. whole, .. new byte[zeros]]);
            var finished = await bench.ImportAsync(bench["padded.zip"]);
            Assert.Equal((null, 4), (finished.Refusal, finished.Report.Kept));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("<html>the server adds this to each download</html>")]
    [InlineData("PK\u0005\u0006 and no record")]
    public async Task WhatElseFollows_IsReadOver(string text)
    {
        using var bench = new ImportBench();
        File.WriteAllBytes(bench["tail.zip"], [.. ImportBench.Good().ToArray(), .. System.Text.Encoding.Latin1.GetBytes(text)]);
        var finished = await bench.ImportAsync(bench["tail.zip"]);
        Assert.Equal((null, 4), (finished.Refusal, finished.Report.Kept));
    }

    [Fact]
    public async Task ACommentThatWasCut_IsReadOver()
    {
        using var bench = new ImportBench();
        File.WriteAllBytes(bench["cut.zip"], WithComment(ImportBench.Good().ToArray(), "made by hand")[..^5]);
        Assert.Null((await bench.ImportAsync(bench["cut.zip"])).Refusal);
    }

    [Fact]
    public async Task MoreThan64KiBOfSomethingElse_IsNoArchive()
    {
        using var bench = new ImportBench();
        File.WriteAllBytes(bench["tail.zip"], [.. ImportBench.Good().ToArray(), .. Enumerable.Repeat((byte)1, 70_000)]);
        Assert.Contains("no zip archive", (await bench.ImportAsync(bench["tail.zip"])).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoListsThatBothFit_AreRefused()
    {
        using var bench = new ImportBench();
        // Behind the whole archive, its list and end once more: a reader could take either.
        var whole = ImportBench.Good().ToArray();
        var list = (int)BitConverter.ToUInt32(whole, whole.Length - 6);
        var second = (byte[])whole[list..].Clone();
        BitConverter.TryWriteBytes(second.AsSpan(second.Length - 6), (uint)whole.Length);
        File.WriteAllBytes(bench["two.zip"], [.. whole, .. second, 1, 2, 3]);
        Assert.NotNull((await bench.ImportAsync(bench["two.zip"])).Refusal);
    }

    [Fact]
    public async Task BehindPadding_ALieStaysOne()
    {
        using var bench = new ImportBench();
        var twice = ImportBench.Good().Add("cats/1.png", TestPictures.Png(9)).ToArray();
        File.WriteAllBytes(bench["twice.zip"], [.. twice, .. new byte[1000]]);
        Assert.Equal("path", Assert.Single((await bench.ImportAsync(bench["twice.zip"])).Report.Refused).Code);
        var overlap = ImportBench.Good().Add("cats/1.png", TestPictures.Png(1), lie: new() { Offset = 0 }).ToArray();
        File.WriteAllBytes(bench["overlap.zip"], [.. overlap, .. new byte[1000]]);
        Assert.Contains("overlap", (await bench.ImportAsync(bench["overlap.zip"])).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void AModelFile_MayBePaddedToo(int zeros)
    {
        using var folder = new TemporaryFolder();
        var model = File.ReadAllBytes(Repository.Cases("logits_predict", "lg_bin.keras"));
        File.WriteAllBytes(folder["padded.keras"], [.. model, .. new byte[zeros]]);
        using var loaded = ModelFile.Load(folder["padded.keras"]);
        Assert.NotEmpty(loaded.Network.Layers);
        File.WriteAllBytes(folder["tail.keras"], [.. model, .. "\n"u8]);
        using var second = ModelFile.Load(folder["tail.keras"]);
        File.WriteAllBytes(folder["cut.keras"], model[..^40]);
        Assert.Throws<RefusedException>(() => ModelFile.Load(folder["cut.keras"]));
    }

    private static byte[] WithComment(byte[] whole, string comment)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(comment);
        return [.. whole[..^2], (byte)text.Length, 0, .. text];
    }
}
