using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.HuggingFace;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Networks of texts by name, with their weights and their tokenizer: those that come with the program, and those that lie in a folder of the weight
/// store, one a network.</summary>
/// <param name="store">Whose folder holds them, under <c>texts/NAME</c>.</param>
/// <param name="address">Of Hugging Face or a mirror; null: the environment's <see cref="EndpointVariable"/>, else
/// <see cref="PublishedTexts.HuggingFaceAddress"/>.</param>
public sealed class TextWeightStore(WeightStore store, string? address = null)
{
    /// <summary>Setting: the address of Hugging Face or of a mirror, as its own tools read it.</summary>
    public const string EndpointVariable = "HF_ENDPOINT";

    private const string SafeTensors = "model.safetensors";

    private readonly Uri endpoint = Endpoint(
        address ?? (Environment.GetEnvironmentVariable(EndpointVariable) is { } set && !string.IsNullOrWhiteSpace(set) ? set.Trim() : null)
    );

    /// <summary>The folder of a network that is published; its files may be put there by hand.</summary>
    public string FolderOf(TextBackbone backbone) => Path.Combine(store.Folder, "texts", backbone.Name);

    /// <summary>True if its weights are at hand without a network.</summary>
    public bool IsAtHand(TextBackbone backbone) =>
        backbone.Package is not null || (backbone.Published is { } published && published.Files.All(file => File.Exists(PathOf(backbone, file))));

    /// <summary>What lies here of its weights: of the file that holds them; where others of its files are missing, none.</summary>
    /// <exception cref="RefusedException">It has none of its own.</exception>
    public async Task<BackboneWeights> StateAsync(TextBackbone backbone, CancellationToken cancellationToken = default)
    {
        var (path, address, hash) = (backbone.Package, backbone.Published) switch
        {
            ({ } package, _) => (PathOf(package), "", package.Sha256),
            (_, { } home) => (
                PathOf(backbone, home.Files[^1]),
                AddressOf(backbone, home.Files[^1]).ToString(),
                await PinnedAsync(backbone, home.Files[^1], cancellationToken)
            ),
            _ => throw new RefusedException(new Refusal("backbone.texts.made", ("backbone", backbone.Name))),
        };
        var state = new BackboneWeights(Path.GetFileName(path), Path.GetDirectoryName(path)!, address, hash, null, null);
        if (!File.Exists(path) || !IsAtHand(backbone))
        {
            return state;
        }
        var found = hash is null ? null : await ContentHash.OfAsync(path, hash, cancellationToken);
        return state with { Bytes = new FileInfo(path).Length, FoundHash = found == hash ? null : found };
    }

    /// <summary>Opens it; what is not here is fetched.</summary>
    /// <param name="seed">Draws its weights anew; null: as they are published.</param>
    /// <exception cref="RefusedException">They can't be had; the sentence says what to do.</exception>
    public async Task<LoadedModel> LoadAsync(
        TextBackbone backbone,
        ulong? seed = null,
        IProgress<WeightProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var model =
            backbone.Package is { } package ? await OpenAsync(package, cancellationToken)
            : backbone.Published is { } published ? await OpenAsync(backbone, published, progress, cancellationToken)
            : throw new RefusedException(new Refusal("backbone.texts.made", ("backbone", backbone.Name)));
        if (seed is { } drawn)
        {
            model.Network.Initialize(drawn, overwrite: true);
        }

        return model;
    }

    private async Task<LoadedModel> OpenAsync(
        TextBackbone backbone,
        PublishedTexts published,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await FetchAsync(backbone, progress, cancellationToken);
        return ModelFile.Load(published.IsOnHuggingFace ? FolderOf(backbone) : PathOf(backbone, published.Files[0]));
    }

    private static async Task<LoadedModel> OpenAsync(PackagedTexts package, CancellationToken cancellationToken)
    {
        var path = PathOf(package);
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("backbone.weights.missing", ("path", path), ("remedy", new Refusal("backbone.weights.reinstall"))));
        }

        await using (var file = File.OpenRead(path))
        {
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            if (hash != package.Sha256)
            {
                throw new RefusedException(
                    new Refusal(
                        "backbone.weights.hash",
                        ("path", path),
                        ("expected", package.Sha256),
                        ("received", hash),
                        ("remedy", new Refusal("backbone.weights.reinstall"))
                    )
                );
            }
        }

        var tensors = OnnxWeights.Read(AssemblyResource.Read(path, "model.onnx"), package.FileName);
        var vocabulary = Vocabulary.Read(new MemoryStream(AssemblyResource.Read(path, "vocab.txt")));
        return new LoadedModel(HuggingFaceModel.Build(tensors.Values, HuggingFaceNames.Bert, package.Options), null, null)
        {
            Tokenizer = new BertTokenizer(vocabulary, lowerCase: true),
        };
    }

    /// <summary>Sees to it that a published network's files are here: what lies here already stays, what is missing is fetched and must have the hash that its
    /// home announces, which is kept beside it.</summary>
    /// <exception cref="RefusedException">They can't be had, or are no longer what was first fetched; the sentence says what to do.</exception>
    public async Task FetchAsync(TextBackbone backbone, IProgress<WeightProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        foreach (var file in backbone.Published?.Files ?? [])
        {
            var (path, pinned) = (PathOf(backbone, file), await PinnedAsync(backbone, file, cancellationToken));
            if (!File.Exists(path))
            {
                await DownloadAsync(backbone, file, pinned, progress, cancellationToken);
            }
            else if (pinned is not null && await ContentHash.OfAsync(path, pinned, cancellationToken) is var hash && hash != pinned)
            {
                throw new RefusedException(
                    new Refusal(
                        "backbone.weights.hash",
                        ("path", path),
                        ("expected", pinned),
                        ("received", hash),
                        ("remedy", new Refusal("backbone.weights.replace", ("published", AddressOf(backbone, file).ToString())))
                    )
                );
            }
        }
    }

    private async Task DownloadAsync(
        TextBackbone backbone,
        string file,
        string? pinned,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var source = AddressOf(backbone, file);
        try
        {
            using var home = new AnnouncedHash(store.Silence);
            var announced = await home.AskAsync(source, cancellationToken);
            // Hashes of two kinds can't be compared before the file is here.
            if (pinned is not null && announced is not null && announced.Length == pinned.Length && announced != pinned)
            {
                throw new RefusedException(
                    new Refusal(
                        RefusalKind.Conflict,
                        "backbone.texts.changed",
                        ("file", file),
                        ("backbone", backbone.Name),
                        ("expected", pinned),
                        ("received", announced),
                        ("from", source.ToString()),
                        ("pin", PinOf(backbone, file))
                    )
                );
            }
            var download = new WeightDownload(store.Http, store.Silence, store.Retries);
            await download.FetchOnceAsync(PathOf(backbone, file), [source], pinned ?? announced, progress, cancellationToken);
            if (pinned is null && announced is not null)
            {
                DurableFile.Write(PinOf(backbone, file), stream => stream.Write(Encoding.ASCII.GetBytes($"{announced}  {file}\n")));
            }
        }
        catch (TransferException fault) when (fault.IsMissing && file == SafeTensors)
        {
            throw new RefusedException(
                new Refusal(
                    RefusalKind.Unavailable,
                    "backbone.texts.noSafeTensors",
                    ("backbone", backbone.Name),
                    ("source", source.ToString()),
                    ("home", backbone.Published!.Home),
                    ("folder", FolderOf(backbone))
                )
            );
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(
                new Refusal(
                    RefusalKind.Unavailable,
                    "backbone.texts.missing",
                    ("backbone", backbone.Name),
                    ("why", fault is TransferException transfer ? transfer.Reason : Refusal.OfSentence(fault.Message)),
                    ("files", string.Join(", ", backbone.Published!.Files)),
                    ("folder", FolderOf(backbone)),
                    ("published", backbone.Published.Address + backbone.Published.Home),
                    ("variable", backbone.Published.IsOnHuggingFace ? EndpointVariable : WeightStore.AddressVariable)
                )
            );
        }
    }

    // The hash that was announced when it was first fetched; null for none.
    private async Task<string?> PinnedAsync(TextBackbone backbone, string file, CancellationToken cancellationToken)
    {
        var path = PinOf(backbone, file);
        if (!File.Exists(path))
        {
            return null;
        }
        var hash = (await File.ReadAllTextAsync(path, cancellationToken)).Split(' ')[0].Trim();
        return ContentHash.IsOne(hash) ? hash : throw new RefusedException(new Refusal("backbone.texts.pin", ("path", path)));
    }

    private Uri AddressOf(TextBackbone backbone, string file) =>
        new(backbone.Published!.IsOnHuggingFace ? endpoint : store.Address, backbone.Published.Path(file));

    private static string PathOf(PackagedTexts package) => Path.Combine(AppContext.BaseDirectory, "Backbones", "Packages", package.FileName);

    private string PathOf(TextBackbone backbone, string file) => Path.Combine(FolderOf(backbone), file);

    private string PinOf(TextBackbone backbone, string file) => PathOf(backbone, file) + ".hash";

    private static Uri Endpoint(string? given) =>
        Uri.TryCreate(given is null || given.EndsWith('/') ? given ?? PublishedTexts.HuggingFaceAddress : given + "/", UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
            ? uri
            : throw new RefusedException(new Refusal("backbone.weights.address", ("variable", EndpointVariable), ("received", given)));
}
