using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.SavedModels;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Backbones;

/// <summary>Networks of texts from their published homes: fetched once, held to the hash that the home announced.</summary>
public sealed class TextWeightStoreTests : IAsyncDisposable
{
    private const string Home = "/google-bert/bert-base-chinese/resolve/main/";
    private const string Large = "model.safetensors";
    private static readonly TextBackbone Bert = TextBackboneCatalog.Named("BertBaseChinese");

    private readonly HttpClient http = new();
    private readonly WeightServer server = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Files => folder[Path.Combine("texts", Bert.Name)];

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Load_TheFirstTime_FetchesAndKeepsTheAnnouncedHashes()
    {
        Publish();
        using (var model = await Store().LoadAsync(Bert, cancellationToken: Token))
        {
            Assert.Equal(1425, model.Tokenizer!.VocabularySize);
        }
        var (small, large) = (Golden("vocab.txt"), Golden(Large));
        Assert.Equal($"{GitHash(small)}  vocab.txt\n", await File.ReadAllTextAsync(Path.Combine(Files, "vocab.txt.hash"), Token));
        Assert.Equal($"{Sha256(large)}  {Large}\n", await File.ReadAllTextAsync(Path.Combine(Files, Large + ".hash"), Token));
        Assert.True(Store().IsAtHand(Bert));

        var asked = server.Asked.Count + server.Heads.Count;
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.Equal(asked, server.Asked.Count + server.Heads.Count);
    }

    [Fact]
    public async Task Load_OfAHomeWithoutSafeTensors_SaysWhatToDo_AndTakesAFileLaidInByHand()
    {
        Publish();
        server.Redirects.Remove(Home + Large);
        server.Headers.Remove(Home + Large);
        server.Files[Home + "pytorch_model.bin"] = [1];
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Store().LoadAsync(Bert, cancellationToken: Token));
        Assert.Contains("publishes no model.safetensors (404)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("pytorch_model.bin, a pickle, which is never read", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Files, refused.Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Path.Combine(Files, Large), Golden(Large), Token);
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
    }

    [Fact]
    public async Task Load_FromAMirrorBelowAPath_AsksThere()
    {
        Publish("/mirror");
        (await Store("mirror").LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.All(server.Heads, path => Assert.StartsWith("/mirror/", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_OfARepositoryWithAnotherNameNow_FollowsIt()
    {
        Publish("/moved");
        foreach (var file in Bert.Published!.Files)
        {
            server.Redirects[Home + file] = "/moved" + Home + file;
        }
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.True(File.Exists(Path.Combine(Files, "vocab.txt.hash")));
    }

    [Fact]
    public async Task Load_OfOtherBytesThanAnnounced_ThrowsThemAway()
    {
        Publish();
        server.Files["/cdn/" + Large] = [.. Golden(Large).Skip(1), 0];
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Store().LoadAsync(Bert, cancellationToken: Token));
        Assert.Contains(Sha256(Golden(Large)), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Files), path => Path.GetFileName(path).StartsWith(Large, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_WhenTheHomeHasAnotherFileNow_IsRefused()
    {
        Publish();
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        File.Delete(Path.Combine(Files, Large));
        server.Headers[Home + Large] = [("X-Linked-Etag", $"\"{new string('a', 64)}\"")];
        var asked = server.Asked.Count;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Store().LoadAsync(Bert, cancellationToken: Token));
        Assert.Equal("backbone.texts.changed", refused.Reason.Code);
        Assert.Equal(asked, server.Asked.Count);
    }

    [Fact]
    public async Task Load_WhenTheFileHereChanged_IsRefused()
    {
        Publish();
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        await File.AppendAllTextAsync(Path.Combine(Files, "vocab.txt"), "more\n", Token);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Store().LoadAsync(Bert, cancellationToken: Token));
        Assert.Equal("backbone.weights.hash", refused.Reason.Code);
    }

    [Fact]
    public async Task Load_AfterACut_GoesOnWhereItEnded()
    {
        Publish();
        server.CutAfter = 100;
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.Contains(server.Asked, ask => ask.Range is not null);
    }

    [Fact]
    public async Task Load_FromAHomeThatAnnouncesNone_MakesNoneUp()
    {
        Publish();
        server.Headers.Clear();
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.DoesNotContain(Directory.GetFiles(Files), path => path.EndsWith(".hash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Load_OfFilesPutThereByHand_AsksNobody()
    {
        Directory.CreateDirectory(Files);
        foreach (var file in Bert.Published!.Files)
        {
            await File.WriteAllBytesAsync(Path.Combine(Files, file), Golden(file), Token);
        }
        (await Store().LoadAsync(Bert, cancellationToken: Token)).Dispose();
        Assert.Empty(server.Heads);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Load_WithoutANetwork_SaysWhereTheFilesGo()
    {
        var store = new TextWeightStore(new WeightStore(http, folder.Path) { Retries = 0 }, "http://127.0.0.1:9/");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.LoadAsync(Bert, cancellationToken: Token));
        Assert.Contains(Files, refused.Message, StringComparison.Ordinal);
        Assert.Contains("google-bert/bert-base-chinese", refused.Message, StringComparison.Ordinal);
        Assert.Contains(TextWeightStore.EndpointVariable, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfAMissingFile_SaysThatTheServerHasNone()
    {
        Publish();
        server.Redirects.Clear();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Store().LoadAsync(Bert, cancellationToken: Token));
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfTensorFlowHubsBucket_IsHeldToItsMd5()
    {
        var archive = SavedModelForge.TarGz(SavedModelForge.Golden("nnlm-tiny", "./"));
        const string Path = "/tfhub-modules/google/nnlm-zh-dim50/2.tar.gz";
        server.Files[Path] = archive;
#pragma warning disable CA5351 // What the bucket announces.
        server.Headers[Path] = [("x-goog-hash", $"crc32c=AAAAAA==,md5={Convert.ToBase64String(MD5.HashData(archive))}")];
        var expected = Convert.ToHexStringLower(MD5.HashData(archive));
#pragma warning restore CA5351
        var nnlm = TextBackboneCatalog.Named("NnlmZhDim50");
        using var model = await Store().LoadAsync(nnlm, cancellationToken: Token);
        Assert.IsType<NnlmTokenizer>(model.Tokenizer);
        Assert.StartsWith(expected, await File.ReadAllTextAsync(folder["texts/NnlmZhDim50/2.tar.gz.hash"], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_SaysWhatIsHere()
    {
        Publish();
        var before = await Store().StateAsync(Bert, Token);
        Assert.Equal((Large, Files, false, null), (before.File, before.Folder, before.AreHere, before.Hash));
        await Store().FetchAsync(Bert, cancellationToken: Token);
        var after = await Store().StateAsync(Bert, Token);
        Assert.Equal((true, Sha256(Golden(Large)), Golden(Large).LongLength), (after.AreHere, after.Hash, after.Bytes));
        await File.AppendAllTextAsync(Path.Combine(Files, Large), "more", Token);
        Assert.False((await Store().StateAsync(Bert, Token)).AreHere);
    }

    [Fact]
    public void Create_WithAnotherAddress_IsRefused() =>
        Assert.Contains(
            TextWeightStore.EndpointVariable,
            Assert.Throws<RefusedException>(() => new TextWeightStore(new WeightStore(http, folder.Path), "ftp://home/")).Message,
            StringComparison.Ordinal
        );

    private TextWeightStore Store(string below = "") => new(new WeightStore(http, folder.Path, server.Address), server.Address + below);

    // As Hugging Face answers: small files themselves with Git's hash, large ones from elsewhere, with SHA-256 where it says so.
    private void Publish(string below = "")
    {
        foreach (var file in Bert.Published!.Files)
        {
            var path = below + Home + file;
            if (file == Large)
            {
                server.Files["/cdn/" + file] = Golden(file);
                server.Redirects[path] = server.Address + "cdn/" + file;
                server.Headers[path] = [("X-Linked-Etag", $"\"{Sha256(Golden(file))}\""), ("ETag", "\"other\"")];
            }
            else
            {
                server.Files[path] = Golden(file);
                server.Headers[path] = [("ETag", $"\"{GitHash(Golden(file))}\"")];
            }
        }
    }

    private static byte[] Golden(string file) => File.ReadAllBytes(GoldenFile.Path("text/bert-tiny/" + file));

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

#pragma warning disable CA5350 // Git's.
    private static string GitHash(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
}
