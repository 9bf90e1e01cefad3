using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Fetches a file so that it is whole or not there: resumed after a cut or a silence, by one process at a time, checked before it has its
/// name.</summary>
/// <param name="silence">How long a server, or another process that fetches, may say nothing.</param>
/// <param name="retries">How often a transfer that ended early or fell silent is taken up again.</param>
internal sealed class WeightDownload(HttpClient http, TimeSpan silence, int retries)
{
    private const long LargestFile = 4L << 30;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>One process fetches; another waits while what the first has grows, and goes on with it where the first ended.</summary>
    /// <param name="sources">Asked in order while a server does not have it.</param>
    /// <param name="hash">What the whole file must have; null: nothing is known.</param>
    /// <exception cref="TransferException">It can't be had; other faults of network and disk are passed on.</exception>
    public async Task FetchOnceAsync(
        string path,
        IReadOnlyList<Uri> sources,
        string? hash,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (seen, since) = (-1L, Stopwatch.GetTimestamp());
        while (!File.Exists(path))
        {
            using var held = FileLock.TryAcquire(path + ".lock");
            if (held is not null)
            {
                if (!File.Exists(path))
                {
                    await FetchAsync(path, sources, hash, progress, cancellationToken);
                }
                return;
            }
            var arrived = new FileInfo(path + ".part") is { Exists: true, Length: var length } ? length : 0;
            if (arrived != seen)
            {
                (seen, since) = (arrived, Stopwatch.GetTimestamp());
                progress?.Report(new WeightProgress(Path.GetFileName(path), arrived, null));
            }
            else if (Stopwatch.GetElapsedTime(since) > silence * (retries + 2) && FileLock.HolderOf(path + ".lock") is { } process)
            {
                throw new RefusedException(
                    new Refusal(
                        RefusalKind.Busy,
                        "weights.otherFetches",
                        ("file", Path.GetFileName(path)),
                        ("process", process),
                        ("waited", Stopwatch.GetElapsedTime(since))
                    )
                );
            }
            await Task.Delay(Look, cancellationToken);
        }
    }

    private async Task FetchAsync(
        string path,
        IReadOnlyList<Uri> sources,
        string? hash,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var partial = path + ".part";
        for (var again = 0; ; again++)
        {
            try
            {
                await FromFirstAsync(sources, partial, Path.GetFileName(path), progress, cancellationToken);
                break;
            }
            catch (Exception fault) when (again < retries && IsPassing(fault))
            {
                // What has arrived is kept; the rest is asked for anew.
            }
        }

        if (hash is not null && await ContentHash.OfAsync(partial, hash, cancellationToken) is var received && received != hash)
        {
            File.Delete(partial);
            throw new TransferException(new("weights.transfer.hash", ("received", received), ("expected", hash))) { IsFinal = true };
        }

        File.Move(partial, path, overwrite: true);
        DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
    }

    private async Task FromFirstAsync(
        IReadOnlyList<Uri> sources,
        string partial,
        string name,
        IProgress<WeightProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        foreach (var source in sources)
        {
            if (await TryFetchAsync(source, partial, name, progress, cancellationToken))
            {
                return;
            }
        }
        if (new FileInfo(partial).Length == 0)
        {
            File.Delete(partial);
        }
        throw new TransferException(new("weights.transfer.missing")) { IsFinal = true };
    }

    // A disk that is full stays full.
    private static bool IsPassing(Exception fault) =>
        fault is HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
        || (fault is IOException and not TransferException { IsFinal: true } && !DiskFull.Is(fault));

    // False if the server has no such file. A partial file goes on where it ended.
    private async Task<bool> TryFetchAsync(Uri uri, string partial, string name, IProgress<WeightProgress>? progress, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (target.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(target.Length, null);
        }

        // Counted anew with everything that arrives.
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        quiet.CancelAfter(silence);
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
            await CopyAsync(await response.Content.ReadAsStreamAsync(quiet.Token), target, name, total, progress, quiet);
            return total is null || target.Length == total
                ? true
                : throw new TransferException(new("weights.transfer.ended", ("bytes", $"{target.Length}"), ("of", $"{total}")));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(
                new(
                    "weights.transfer.silent",
                    ("seconds", string.Create(CultureInfo.InvariantCulture, $"{silence.TotalSeconds:0.###}")),
                    ("bytes", $"{target.Length}")
                )
            );
        }
    }

    private async Task CopyAsync(Stream source, FileStream target, string name, long? total, IProgress<WeightProgress>? progress, CancellationTokenSource quiet)
    {
        var buffer = new byte[1 << 17];
        int read;
        while ((read = await source.ReadAsync(buffer, quiet.Token)) > 0)
        {
            quiet.CancelAfter(silence);
            await target.WriteAsync(buffer.AsMemory(0, read), quiet.Token);
            if (target.Length > LargestFile)
            {
                throw new TransferException(new("weights.transfer.large", ("most", $"{LargestFile}"))) { IsFinal = true };
            }

            progress?.Report(new WeightProgress(name, target.Length, total));
        }

        await target.FlushAsync(quiet.Token);
        target.Flush(flushToDisk: true);
    }
}
