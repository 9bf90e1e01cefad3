using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.SavedModels;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>Whole models with a few bytes changed, cut or doubled: opened or refused by a sentence, never anything else.</summary>
public sealed class MutatedSavedModelTests
{
    public static TheoryData<string, string> Files() =>
        [
            .. new[] { "nnlm-tiny", "bert-tiny-hub" }.SelectMany(model =>
                SavedModelForge.Golden(model).Keys.Order(StringComparer.Ordinal).Select(file => (model, file))
            ),
        ];

    [Theory, MemberData(nameof(Files))]
    public void Load_OfAChangedFile_IsOpenedOrRefused(string model, string file)
    {
        var files = SavedModelForge.Golden(model);
        var whole = files[file];
        var random = new Random(7);
        foreach (var round in Enumerable.Range(0, 12))
        {
            files[file] = Change(whole, round, random);
            try
            {
                SavedModelFile.Load(new MemoryFolder(files)).Dispose();
            }
            catch (RefusedException refused)
            {
                Assert.InRange(refused.Message.Length, 20, 1000);
            }
        }
    }

    [Theory]
    [InlineData("nnlm-tiny")]
    [InlineData("bert-tiny-hub")]
    public void Load_WithoutAFile_IsOpenedOrRefused(string model)
    {
        var opened = 0;
        foreach (var file in SavedModelForge.Golden(model).Keys)
        {
            var files = SavedModelForge.Golden(model);
            files.Remove(file);
            try
            {
                SavedModelFile.Load(new MemoryFolder(files)).Dispose();
                opened++;
            }
            catch (RefusedException) { }
        }
        // Without fingerprint.pb, and what Keras notes of a model.
        Assert.Equal(model == "nnlm-tiny" ? 1 : 2, opened);
    }

    private static byte[] Change(byte[] whole, int round, Random random)
    {
        byte[] changed = [.. whole];
        switch (round % 4)
        {
            case 0:
                return changed[..random.Next(whole.Length)];
            case 1:
                var at = random.Next(whole.Length);
                return [.. whole[..at], .. whole];
            case 2:
                foreach (var _ in Enumerable.Range(0, 30))
                {
                    changed[random.Next(changed.Length)] = 0xFF;
                }
                return changed;
            default:
                // Where lengths and counts stand.
                changed[random.Next(Math.Min(changed.Length, 64))] = (byte)random.Next(256);
                return changed;
        }
    }

    private sealed class MemoryFolder(Dictionary<string, byte[]> files) : ModelFolder("model")
    {
        public override IReadOnlyCollection<string> Names => files.Keys;

        public override long Length(string name) => files[name].Length;

        public override Stream Open(string name) => new MemoryStream(files[name], writable: false);
    }
}
