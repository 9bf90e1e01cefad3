using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.NewRun;

public sealed class DraftLinkTests
{
    [Fact]
    public void Decode_OfEncode_IsTheSameSpec()
    {
        var spec = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetB0", "dataset:Tiere & Bäume/v3", 33, 96) with
        {
            Seed = 5,
            Augmentation = [new("RandomRotation", ("factor", new[] { -0.1, 0.2 }))],
        };
        var text = DraftLink.Encode(spec);
        Assert.True(text.Length < 1_000, $"{text.Length} characters");
        var back = DraftLink.Decode(text);
        Assert.True(back.IsDone, back.Refusal);
        Assert.Equal(TrainingSpecJson.Write(spec), TrainingSpecJson.Write(back.Value!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bm90IGJyb3RsaQ")]
    public void Decode_OfAnythingElse_IsRefused(string text) => Assert.NotNull(DraftLink.Decode(text).Refusal);

    [Fact]
    public void Decode_OfABomb_IsRefusedWithoutUnpackingIt()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            brotli.Write(Encoding.ASCII.GetBytes(new string(' ', 10_000_000)));
        var text = Base64Url.EncodeToString(packed.ToArray());
        Assert.True(text.Length < 8_192);
        Assert.NotNull(DraftLink.Decode(text).Refusal);
    }
}
