using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>
/// Published weight files in a local folder: downloaded once, checked against the hash Keras publishes, resumed after a cut or a silence. Of several processes
/// that want the same file one
/// fetches it and the others wait for it. Put the files there by hand for a machine without a network. What comes with the program is checked the same way.
/// Nothing is ever replaced by random weights.
/// </summary>
public sealed class WeightStore
{
    /// <summary>Setting: the folder that keeps weight files.</summary>
    public const string CacheVariable = "MLOPS_WEIGHTS_CACHE";

    /// <summary>Setting: the address that published paths are appended to; a mirror may also hold the files flat.</summary>
    public const string AddressVariable = "MLOPS_WEIGHTS_URL";

    public const string PublishedAddress = "https://storage.googleapis.com/";

    private readonly HttpClient http;
    private readonly Uri address;

    /// <param name="folder">Null: the environment's <see cref="CacheVariable"/>, else <c>mlops/weights</c> in the user's local data.</param>
    /// <param name="address">Null: the environment's <see cref="AddressVariable"/>, else <see cref="PublishedAddress"/>.</param>
    public WeightStore(HttpClient http, string? folder = null, string? address = null)
    {
        this.http = http;
        Folder = Path.GetFullPath(
            folder
                ?? NonEmpty(Environment.GetEnvironmentVariable(CacheVariable))
                ?? Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                    "mlops",
                    "weights"
                )
        );
        var given = address ?? NonEmpty(Environment.GetEnvironmentVariable(AddressVariable)) ?? PublishedAddress;
        this.address =
            Uri.TryCreate(given.EndsWith('/') ? given : given + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new RefusedException(new Refusal("backbone.weights.address", ("variable", AddressVariable), ("received", given)));
    }

    public string Folder { get; }

    /// <summary>What published paths are appended to.</summary>
    internal Uri Address => address;

    internal HttpClient Http => http;

    /// <summary>How long a server, or another process that fetches, may say nothing before it is given up; default 30 seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a transfer that ended early or fell silent is taken up again; default 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>A client for <see cref="WeightStore(HttpClient, string?, string?)"/>: it gives up a connection that is not made, and leaves the length of a
    /// transfer to <see cref="Silence"/>.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>True if a backbone's ImageNet weights are at hand without a network.</summary>
    public bool IsAtHand(Backbone backbone, bool withTop = false) =>
        (!withTop && backbone.EmbeddedWeights is not null) || (Published(backbone, withTop) is { } file && File.Exists(Path.Combine(Folder, file.FileName)));

    /// <summary>What lies here of a backbone's weights without the top; a file that lies here is read and hashed.</summary>
    public async Task<BackboneWeights> StateAsync(Backbone backbone, CancellationToken cancellationToken = default)
    {
        var (folder, name, hash, address) = (backbone.EmbeddedWeights, backbone.NoTop) switch
        {
            ({ } inside, _) => (Path.GetDirectoryName(inside.Path)!, inside.FileName, inside.Sha256, ""),
            (_, { } file) => (Folder, file.FileName, file.Hash, PublishedAddress + file.Path),
            _ => throw new RefusedException(new Refusal("weights.unpublished", ("backbone", backbone.Name))),
        };
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return new(name, folder, address, hash, null, null);
        var found = hash is null ? null : await ContentHash.OfAsync(path, hash, cancellationToken);
        return new(name, folder, address, hash, new FileInfo(path).Length, found == hash ? null : found);
    }

    /// <summary>Gives a network, built with these options, its ImageNet weights; downloads them if need be.</summary>
    /// <exception cref="RefusedException">They can't be had; the sentence says what to do.</exception>
    public async Task LoadImageNetAsync(
        Backbone backbone,
        BackboneOptions options,
        Network network,
        IProgress<WeightProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (options.Alpha != 1 || options.Minimalistic || (options.IncludeTop && options.Classes != 1000))
        {
            throw new RefusedException(
                new Refusal(
                    "backbone.weights.options",
                    ("backbone", backbone.Name),
                    ("alpha", options.Alpha.ToString(CultureInfo.InvariantCulture)),
                    ("minimalistic", options.Minimalistic.ToString()),
                    ("classes", options.Classes)
                )
            );
        }

        var path = await FetchAsync(backbone, options.IncludeTop, progress, cancellationToken);
        if (!options.IncludeTop && backbone.EmbeddedWeights?.Convolutions is { } names)
        {
            OnnxConvolutions.Load(network, path, names);
        }
        else
        {
            ModelFile.LoadWeights(network, path);
        }
    }

    /// <summary>The path of a checked weight file.</summary>
    public async Task<string> FetchAsync(
        Backbone backbone,
        bool withTop = false,
        IProgress<WeightProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!withTop && backbone.EmbeddedWeights is { } embedded)
        {
            var inside = embedded.Path;
            await RequireHashAsync(inside, embedded.Sha256, new Refusal("backbone.weights.reinstall"), cancellationToken);
            return inside;
        }

        var file =
            Published(backbone, withTop)
            ?? throw new RefusedException(
                new Refusal(withTop ? "backbone.weights.noneWithTop" : "backbone.weights.noneWithoutTop", ("backbone", backbone.Name))
            );
        var path = Path.Combine(Folder, file.FileName);
        if (!File.Exists(path))
        {
            await DownloadAsync(backbone, file, path, progress, cancellationToken);
        }

        await RequireHashAsync(path, file.Hash, new Refusal("backbone.weights.replace", ("published", $"{PublishedAddress}{file.Path}")), cancellationToken);
        return path;
    }

    private static WeightFile? Published(Backbone backbone, bool withTop) => withTop ? backbone.Top : backbone.NoTop;

    private async Task DownloadAsync(Backbone backbone, WeightFile file, string path, IProgress<WeightProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            // Published path first; a mirror of plain files is asked by file name.
            Uri[] sources = [new(address, file.Path), new(address, file.FileName)];
            await new WeightDownload(http, Silence, Retries).FetchOnceAsync(path, sources, file.Hash, progress, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw Unavailable(backbone, file, fault is TransferException transfer ? transfer.Reason : Refusal.OfSentence(fault.Message));
        }
    }

    private static async Task RequireHashAsync(string path, string? expected, Refusal remedy, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("backbone.weights.missing", ("path", path), ("remedy", remedy)));
        }

        if (expected is not null && await ContentHash.OfAsync(path, expected, cancellationToken) is var hash && hash != expected)
        {
            throw new RefusedException(new Refusal("backbone.weights.hash", ("path", path), ("expected", expected), ("received", hash), ("remedy", remedy)));
        }
    }

    private RefusedException Unavailable(Backbone backbone, WeightFile file, Refusal reason) =>
        new(
            new Refusal(
                RefusalKind.Unavailable,
                "weights.unavailable",
                ("backbone", backbone.Name),
                ("from", address.ToString()),
                ("why", reason),
                ("variable", AddressVariable),
                ("published", PublishedAddress + file.Path),
                ("folder", Folder)
            )
        );

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
