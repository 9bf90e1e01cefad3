using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>What one upload holds so far. Its requests may run side by side: bytes and files are taken here before they are written, so that together they
/// never exceed the limits.</summary>
public sealed class UploadAccount(UploadOptions limits, UploadSize here)
{
    private readonly Lock gate = new();
    private UploadSize size = here;
    private int receiving;
    private bool ended;

    public UploadSize Size
    {
        get
        {
            lock (gate)
                return size;
        }
    }

    /// <summary>Begins a request.</summary>
    /// <param name="declared">Bytes that it says it brings, where it says so.</param>
    /// <exception cref="UploadRefusedException">The upload has ended, or so much does not fit.</exception>
    public void BeginRequest(long declared)
    {
        lock (gate)
        {
            ThrowIfEnded();
            if (declared > limits.MaxUploadBytes - size.Bytes)
                throw TooLarge();
            receiving++;
        }
    }

    public void EndRequest()
    {
        lock (gate)
            receiving--;
    }

    /// <summary>Takes a file, and opens it while the upload can't end.</summary>
    /// <exception cref="UploadRefusedException">As many as allowed are here, or the upload has ended.</exception>
    public FileStream? OpenFile(Func<FileStream?> open)
    {
        lock (gate)
        {
            ThrowIfEnded();
            if (size.Files >= limits.MaxUploadFiles)
                throw TooLarge();
            var file = open();
            if (file is not null)
                size = size with { Files = size.Files + 1 };
            return file;
        }
    }

    /// <summary>Takes bytes that are about to be written.</summary>
    /// <exception cref="UploadRefusedException">They exceed what is allowed, or the upload has ended.</exception>
    public void AddBytes(int bytes)
    {
        lock (gate)
        {
            ThrowIfEnded();
            if (bytes > limits.MaxUploadBytes - size.Bytes)
                throw TooLarge();
            size = size with { Bytes = size.Bytes + bytes };
        }
    }

    /// <summary>Ends the upload: requests that still bring something are refused from here on, and <paramref name="then"/> sees no more of it
    /// written.</summary>
    /// <param name="whole">Only where no request is at work.</param>
    public Refusal? End(bool whole, Func<Refusal?> then)
    {
        lock (gate)
        {
            if (ended)
                return Ended();
            if (whole && receiving > 0)
                return new(RefusalKind.Conflict, "upload.receiving");
            if (then() is { } refusal)
                return refusal;
            ended = true;
            return null;
        }
    }

    private void ThrowIfEnded()
    {
        if (ended)
            throw new UploadRefusedException(Ended());
    }

    private UploadRefusedException TooLarge() =>
        new(new(RefusalKind.TooLarge, "upload.tooLarge", RefusalValue.OfBytes("bytes", limits.MaxUploadBytes), ("files", limits.MaxUploadFiles)));

    private static Refusal Ended() => new(RefusalKind.Conflict, "upload.ended");
}
