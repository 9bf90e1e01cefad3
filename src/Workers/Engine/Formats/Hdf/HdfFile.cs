using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using PureHDF;

namespace MlOpsDashboard.Workers.Engine.Formats.Hdf;

/// <summary>An HDF5 file opened for reading from memory: whatever its links say, sizes are checked against the file before anything is allocated.</summary>
internal sealed class HdfFile : IDisposable
{
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];
    private readonly PureHDF.VOL.Native.NativeFile file;

    private HdfFile(PureHDF.VOL.Native.NativeFile file, long length, string source) => (this.file, Length, Source) = (file, length, source);

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>How to call the file in a refusal.</summary>
    public string Source { get; }

    public HdfGroup Root => new(this, file, "/");

    public static bool LooksLike(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <summary>Opens, hands over, closes; a damaged file is refused, whatever way it fails.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, string source, Func<HdfFile, T> read)
    {
        if (!LooksLike(bytes.Span))
        {
            throw new RefusedException(new Refusal("formats.hdf.otherBytes", ("file", source)));
        }

        OutsideReferences.Refuse(bytes.Span, source);
        try
        {
            using var stream = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
                ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
                : new MemoryStream(bytes.ToArray(), writable: false);
            using var opened = new HdfFile(H5File.Open(stream), bytes.Length, source);
            return read(opened);
        }
        catch (Exception fault) when (fault is not RefusedException)
        {
            // The library meets damage with exceptions of every kind, among them running out of memory for a length that the file makes up.
            throw new RefusedException(new Refusal("formats.hdf.damaged", ("file", source), ("fault", fault.Message)));
        }
    }

    public void Dispose() => file.Dispose();
}
