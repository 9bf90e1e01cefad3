using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>A tensor's numbers as memory that .NET's libraries read, without a copy. The tensor lies in C order on the CPU, is of that type, and outlives
/// whoever reads.</summary>
internal sealed unsafe class TensorNumbers<T>(Tensor tensor) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    public override MemoryHandle Pin(int elementIndex = 0) => new((T*)TensorMemory.Of(tensor) + elementIndex);

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
