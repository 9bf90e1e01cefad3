using System.IO.Hashing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A file that is read once from its beginning: its bytes are counted, and at its end it must be what its source says.</summary>
/// <param name="file">As in the source.</param>
/// <param name="length">How many bytes there must be.</param>
/// <param name="crc">Of all of them; null where the source names none.</param>
internal sealed class CountedStream(Stream bytes, string file, long length, uint? crc, ReadBudget budget, CancellationToken cancellationToken)
    : ForwardStream(length)
{
    private readonly Crc32 sum = new();
    private bool isChecked;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int read;
        try
        {
            read = bytes.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw Damaged(new("imports.words.undeflatable"));
        }
        catch (IOException e)
        {
            throw Damaged(new("imports.words.diskFault", ("fault", e.GetType().Name)));
        }
        budget.Spend(read);
        Done += read;
        if (Done > Length)
        {
            throw Damaged(new("imports.words.moreBytes", ("expected", Length)));
        }
        if (crc is not null)
        {
            sum.Append(buffer[..read]);
        }
        if (read == 0 && buffer.Length > 0 && !isChecked)
        {
            isChecked = true;
            Check();
        }
        return read;
    }

    /// <summary>The refusal of a file as that of whoever reads it.</summary>
    internal static RefusedException Refused(string file, Refusal reason) =>
        new(new Refusal("imports.annotations.unreadable", ("file", file), ("reason", reason)));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            bytes.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Check()
    {
        if (Done < Length)
        {
            throw Damaged(new("imports.words.fewerBytes", ("received", Done), ("expected", Length)));
        }
        if (crc is { } expected && sum.GetCurrentHashAsUInt32() != expected)
        {
            throw Damaged(new("imports.words.checksum"));
        }
    }

    private RefusedException Damaged(Refusal received) => Refused(file, new("imports.zip.entryDamaged", ("received", received)));
}
