using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>A data file of a checkpoint, read forwards; going back begins anew.</summary>
internal sealed class BundleShard(ModelFolder folder, string name) : IDisposable
{
    private Stream stream = folder.Open(name);
    private long position;

    public void MoveTo(long offset)
    {
        if (offset < position)
        {
            stream.Dispose();
            (stream, position) = (folder.Open(name), 0);
        }
        if (stream.CanSeek)
        {
            stream.Position = offset;
            position = offset;
            return;
        }
        var buffer = new byte[1 << 16];
        while (position < offset)
        {
            Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, offset - position)));
        }
    }

    public void Read(Span<byte> bytes)
    {
        try
        {
            stream.ReadExactly(bytes);
            position += bytes.Length;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            throw new RefusedException(new Refusal("formats.folder.fileShort", ("folder", folder.Source), ("name", name)));
        }
    }

    public void Dispose() => stream.Dispose();
}
