using Microsoft.Win32.SafeHandles;

namespace MlOpsDashboard.Workers.Engine.Import.Zip;

/// <summary>The packed bytes of one entry; several may be read from one archive at once.</summary>
internal sealed class EntryStream(SafeFileHandle archive, long offset, long length) : ForwardStream(length)
{
    public override int Read(Span<byte> buffer)
    {
        var read = RandomAccess.Read(archive, buffer[..(int)Math.Min(buffer.Length, Length - Done)], offset + Done);
        Done += read;
        return read;
    }
}
