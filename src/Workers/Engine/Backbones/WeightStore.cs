using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Formats;
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

    private const long LargestFile = 4L << 30;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
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
            ({ } inside, _) => (Path.Combine(AppContext.BaseDirectory, "Backbones", "Assets"), inside.FileName, inside.Sha256, ""),
            (_, { } file) => (Folder, file.FileName, file.Hash, PublishedAddress + file.Path),
            _ => throw new RefusedException(new Refusal("weights.unpublished", ("backbone", backbone.Name))),
        };
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return new(name, folder, address, hash, null, null);
        var found = hash is null ? null : await HashAsync(path, hash, cancellationToken);
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

        ModelFile.LoadWeights(network, await FetchAsync(backbone, options.IncludeTop, progress, cancellationToken));
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
            var inside = Path.Combine(AppContext.BaseDirectory, "Backbones", "Assets", embedded.FileName);
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
            await DownloadOnceAsync(backbone, file, path, progress, cancellationToken);
        }

        await RequireHashAsync(path, file.Hash, new Refusal("backbone.weights.replace", ("published", $"{PublishedAddress}{file.Path}")), cancellationToken);
        return path;
    }

    // A disk that is full stays full.
    private static bool IsPassing(Exception fault) =>
        fault is HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
        || (fault is IOException and not TransferException { IsFinal: true } && !DiskFull.Is(fault));

    private static WeightFile? Published(Backbone backbone, bool withTop) => withTop ? backbone.Top : backbone.NoTop;

    // One process fetches; another waits while what the first has grows, and goes on with it where the first ended.
    private async Task DownloadOnceAsync(
        Backbone backbone,
        WeightFile file,
        string path,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var (seen, since) = (-1L, Stopwatch.GetTimestamp());
            while (!File.Exists(path))
            {
                using var held = FileLock.TryAcquire(path + ".lock");
                if (held is not null)
                {
                    if (!File.Exists(path))
                    {
                        await DownloadAsync(backbone, file, path, progress, cancellationToken);
                    }
                    return;
                }
                var arrived = new FileInfo(path + ".part") is { Exists: true, Length: var length } ? length : 0;
                if (arrived != seen)
                {
                    (seen, since) = (arrived, Stopwatch.GetTimestamp());
                    progress?.Report(new WeightProgress(file.FileName, arrived, null));
                }
                else if (Stopwatch.GetElapsedTime(since) > Silence * (Retries + 2) && FileLock.HolderOf(path + ".lock") is { } process)
                {
                    throw new RefusedException(
                        new Refusal(
                            RefusalKind.Busy,
                            "weights.otherFetches",
                            ("file", file.FileName),
                            ("process", process),
                            ("waited", Stopwatch.GetElapsedTime(since))
                        )
                    );
                }
                await Task.Delay(Look, cancellationToken);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw Unavailable(backbone, file, fault is TransferException transfer ? transfer.Reason : Refusal.OfSentence(fault.Message));
        }
    }

    private async Task DownloadAsync(Backbone backbone, WeightFile file, string path, IProgress<WeightProgress>? progress, CancellationToken cancellationToken)
    {
        var partial = path + ".part";
        for (var again = 0; ; again++)
        {
            try
            {
                // Published path first; a mirror of plain files is asked by file name.
                if (
                    !await TryDownloadAsync(new Uri(address, file.Path), file, partial, progress, cancellationToken)
                    && !await TryDownloadAsync(new Uri(address, file.FileName), file, partial, progress, cancellationToken)
                )
                {
                    DeleteEmpty(partial);
                    throw Unavailable(backbone, file, new("weights.transfer.missing"));
                }
                break;
            }
            catch (Exception fault) when (again < Retries && IsPassing(fault))
            {
                // What has arrived is kept; the rest is asked for anew.
            }
        }

        if (file.Hash is not null && await HashAsync(partial, file.Hash, cancellationToken) is var hash && hash != file.Hash)
        {
            File.Delete(partial);
            throw Unavailable(backbone, file, new("weights.transfer.hash", ("received", hash), ("expected", file.Hash)));
        }

        File.Move(partial, path, overwrite: true);
        DurableFile.SyncFolder(Folder);
    }

    private static void DeleteEmpty(string partial)
    {
        if (new FileInfo(partial).Length == 0)
        {
            File.Delete(partial);
        }
    }

    // False if the server has no such file. A partial file goes on where it ended.
    private async Task<bool> TryDownloadAsync(
        Uri uri,
        WeightFile file,
        string partial,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var target = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (target.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(target.Length, null);
        }

        // Counted anew with everything that arrives.
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        quiet.CancelAfter(Silence);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == target.Length)
            {
                return true;
            }

            response.EnsureSuccessStatusCode();
            if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == target.Length)
            {
                target.Seek(0, SeekOrigin.End);
            }
            else
            {
                // The server starts from the beginning, whatever was asked.
                target.SetLength(0);
            }

            var total = target.Length + response.Content.Headers.ContentLength;
            await CopyAsync(await response.Content.ReadAsStreamAsync(quiet.Token), target, file, total, progress, quiet);
            return total is null || target.Length == total
                ? true
                : throw new TransferException(new("weights.transfer.ended", ("bytes", $"{target.Length}"), ("of", $"{total}")));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(
                new(
                    "weights.transfer.silent",
                    ("seconds", string.Create(CultureInfo.InvariantCulture, $"{Silence.TotalSeconds:0.###}")),
                    ("bytes", $"{target.Length}")
                )
            );
        }
    }

    private async Task CopyAsync(
        Stream source,
        FileStream target,
        WeightFile file,
        long? total,
        IProgress<WeightProgress>? progress,
        CancellationTokenSource quiet
    )
    {
        var buffer = new byte[1 << 17];
        int read;
        while ((read = await source.ReadAsync(buffer, quiet.Token)) > 0)
        {
            quiet.CancelAfter(Silence);
            await target.WriteAsync(buffer.AsMemory(0, read), quiet.Token);
            if (target.Length > LargestFile)
            {
                throw new TransferException(new("weights.transfer.large", ("most", $"{LargestFile}"))) { IsFinal = true };
            }

            progress?.Report(new WeightProgress(file.FileName, target.Length, total));
        }

        await target.FlushAsync(quiet.Token);
        target.Flush(flushToDisk: true);
    }

    private static async Task RequireHashAsync(string path, string? expected, Refusal remedy, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new RefusedException(new Refusal("backbone.weights.missing", ("path", path), ("remedy", remedy)));
        }

        if (expected is not null && await HashAsync(path, expected, cancellationToken) is var hash && hash != expected)
        {
            throw new RefusedException(new Refusal("backbone.weights.hash", ("path", path), ("expected", expected), ("received", hash), ("remedy", remedy)));
        }
    }

    private static async Task<string> HashAsync(string path, string like, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);

        // MD5 is what Keras publishes for older files; it tells damage, not malice.
#pragma warning disable CA5351
        var hash = like.Length == 32 ? await MD5.HashDataAsync(stream, cancellationToken) : await SHA256.HashDataAsync(stream, cancellationToken);
#pragma warning restore CA5351
        return Convert.ToHexStringLower(hash);
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
