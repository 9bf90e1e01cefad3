using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>A safetensors file, open for reading: the header is checked as a whole, then tensors are read one at a time, as float32.</summary>
internal sealed class SafeTensorFile : IDisposable
{
    private const int Chunk = 1 << 22;

    private readonly ReadAt source;
    private readonly IDisposable? owner;
    private readonly string name;
    private readonly long dataBegin;

    private SafeTensorFile(ReadAt source, IDisposable? owner, string name, long dataBegin, IReadOnlyList<SafeTensorEntry> entries) =>
        (this.source, this.owner, this.name, this.dataBegin, Entries) = (source, owner, name, dataBegin, entries);

    /// <summary>Fills a span with what stands at a place; returns how many bytes, 0 at the end.</summary>
    private delegate int ReadAt(Span<byte> target, long offset);

    public IReadOnlyList<SafeTensorEntry> Entries { get; }

    /// <summary>Opens and checks the file.</summary>
    /// <exception cref="RefusedException">It is missing or is not what the format says.</exception>
    public static SafeTensorFile Open(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(new Refusal("formats.file.missing", ("path", path)));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new RefusedException(new Refusal("formats.file.unreadable", ("path", path), ("fault", fault.Message)));
        }

        try
        {
            return Open((target, offset) => RandomAccess.Read(handle, target, offset), handle, RandomAccess.GetLength(handle), Path.GetFileName(path));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens and checks a file in memory.</summary>
    /// <param name="name">How refusals call it.</param>
    /// <exception cref="RefusedException">It is not what the format says.</exception>
    public static SafeTensorFile Open(ReadOnlyMemory<byte> bytes, string name) =>
        Open(
            (target, offset) =>
            {
                var part = bytes.Span[(int)Math.Min(offset, bytes.Length)..];
                part = part[..Math.Min(part.Length, target.Length)];
                part.CopyTo(target);
                return part.Length;
            },
            null,
            bytes.Length,
            name
        );

    private static SafeTensorFile Open(ReadAt source, IDisposable? owner, long length, string name)
    {
        Span<byte> first = stackalloc byte[8];
        if (length < first.Length)
        {
            throw SafeTensorHeader.Refuse(name, new("formats.expected.headerLength"), new Refusal("formats.received.fileBytes", ("bytes", length.ToString())));
        }

        ReadExactly(source, first, 0, name);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (headerLength > SafeTensorHeader.LargestHeader || (long)headerLength > length - first.Length)
        {
            throw SafeTensorHeader.Refuse(
                name,
                new("formats.expected.headerMost", ("most", (Math.Min(SafeTensorHeader.LargestHeader, length - first.Length)).ToString())),
                headerLength
            );
        }

        var header = new byte[headerLength];
        ReadExactly(source, header, first.Length, name);
        var begin = first.Length + (long)headerLength;
        return new SafeTensorFile(source, owner, name, begin, SafeTensorHeader.Parse(header, length - begin, name));
    }

    /// <summary>The tensor's numbers as float32, in the shape of the file. The result belongs to the current dispose scope.</summary>
    /// <exception cref="RefusedException">Its type has no meaning here, or the file changed underneath.</exception>
    public Tensor Read(SafeTensorEntry entry)
    {
        var read =
            entry.Type.Read
            ?? throw new RefusedException(new Refusal("formats.safetensors.type", ("tensor", entry.Name), ("file", name), ("received", entry.Type.Name)));
        var width = entry.Type.Bits / 8;
        var result = empty(entry.Shape, ScalarType.Float32);
        var buffer = new byte[Math.Min(entry.End - entry.Begin, Chunk)];
        var numbers = new float[buffer.Length / width];
        using var flat = result.view(-1);
        for (var at = entry.Begin; at < entry.End; at += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.End - at));
            ReadExactly(source, part, dataBegin + at, name);
            var count = part.Length / width;
            read(part, numbers.AsSpan(0, count));
            using var scope = NewDisposeScope();
            flat.narrow(0, (at - entry.Begin) / width, count).copy_(tensor(count == numbers.Length ? numbers : numbers[..count]));
        }

        return result;
    }

    public void Dispose() => owner?.Dispose();

    private static void ReadExactly(ReadAt source, Span<byte> target, long offset, string name)
    {
        while (target.Length > 0)
        {
            var count = source(target, offset);
            if (count == 0)
            {
                throw SafeTensorHeader.Refuse(
                    name,
                    new("formats.expected.moreBytes", ("bytes", target.Length.ToString())),
                    new Refusal("formats.received.endOfFile")
                );
            }

            target = target[count..];
            offset += count;
        }
    }
}
